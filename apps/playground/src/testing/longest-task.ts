import type { Browser, Page } from 'playwright-core';

/** An event of a trace of Chromium. Times are in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** The processor's time, without what other programs took meanwhile. */
  readonly tdur?: number;
}

/** What the main thread of a page did meanwhile. */
export interface Tasks {
  readonly count: number;
  /** The processor's time that the longest task took, in milliseconds. */
  readonly longest: number;
}

/** The name of a mark by which the page's thread is found among those of the browser. */
const MARK = 'this page';

/**
 * Begins to measure the tasks of a page's main thread; what it returns ends it. It is the
 * processor's time and not that of a clock, which on a busy machine says how long others were
 * served.
 */
export async function watchTasks(browser: Browser, page: Page): Promise<() => Promise<Tasks>> {
  await browser.startTracing(page, { categories: ['-*', 'toplevel', 'blink.user_timing'] });
  return async () => {
    await page.evaluate((name) => performance.mark(name), MARK);
    const text = (await browser.stopTracing()).toString();
    const { traceEvents: events } = JSON.parse(text) as { readonly traceEvents: readonly TraceEvent[] };
    const own = events.find(({ name }) => name === MARK);
    const times = events
      .filter(({ name, ph }) => name === 'ThreadControllerImpl::RunTask' && ph === 'X')
      .filter(({ pid, tid }) => pid === own?.pid && tid === own.tid)
      .flatMap(({ tdur }) => (tdur === undefined ? [] : [tdur / 1000]));
    return { count: times.length, longest: Math.max(...times) };
  };
}
