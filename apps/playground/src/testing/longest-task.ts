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

/** What the main threads of pages did meanwhile. */
export interface Tasks {
  /** The number of main threads: pages of one place may share one. */
  readonly threads: number;
  readonly count: number;
  /** The processor's time that the longest task took, in milliseconds. */
  readonly longest: number;
}

/** The name of a mark by which the threads of the pages are found among those of the browser. */
const MARK = 'a page that is watched';

/**
 * Begins to measure the tasks of the main threads of pages; what it returns ends it. It is the
 * processor's time and not that of a clock, which on a busy machine says how long others were
 * served.
 */
export async function watchTasks(
  browser: Browser,
  ...pages: [Page, ...Page[]]
): Promise<() => Promise<Tasks>> {
  await browser.startTracing(pages[0], { categories: ['-*', 'toplevel', 'blink.user_timing'] });
  return async () => {
    for (const page of pages) await page.evaluate((name) => performance.mark(name), MARK);
    const text = (await browser.stopTracing()).toString();
    const { traceEvents: events } = JSON.parse(text) as { readonly traceEvents: readonly TraceEvent[] };
    const threadOf = ({ pid, tid }: TraceEvent) => `${pid}.${tid}`;
    const watched = new Set(events.filter(({ name }) => name === MARK).map(threadOf));
    const times = events
      .filter(({ name, ph }) => name === 'ThreadControllerImpl::RunTask' && ph === 'X')
      .filter((event) => watched.has(threadOf(event)))
      .flatMap(({ tdur }) => (tdur === undefined ? [] : [tdur / 1000]));
    return { threads: watched.size, count: times.length, longest: Math.max(...times) };
  };
}
