/** The page stays responsive: while it loads, and while it trains in every chapter. */
import { readFileSync } from 'node:fs';
import { decodeSafetensors } from '@tbptt/core/files';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Tasks, watchTasks } from './testing/longest-task.js';
import { obstacle, Served } from './testing/served.js';

/** The longest that a task may take, in milliseconds. */
const LONGEST = 50;
/** How long a training is watched, in milliseconds. */
const WATCHED = 20_000;

/** The chapters, and what is seen when all of them is there. */
const chapters = [
  ['phases', '.network'],
  ['learning', '.chart canvas'],
  ['memory', '.passage span'],
  ['truncation', '.chart canvas'],
] as const;

describe.skipIf(obstacle)('no task is longer than 50 ms', () => {
  const served = new Served();
  beforeAll(() => served.start(41_750), 60_000);
  afterAll(() => served.stop());
  afterEach(() => served.leave());

  test.each(chapters)('while %s is loaded', async (chapter, shown) => {
    let end: (() => Promise<Tasks>) | undefined;
    const page = await served.visit(`?chapter=${chapter}`, {
      prepare: async (opened) => {
        end = await watchTasks(served.browser, opened);
      },
    });
    await page.locator(shown).first().waitFor();
    await page.waitForLoadState('networkidle');
    const { count = 0, longest } = (await end?.()) ?? {};
    expect(count).toBeGreaterThan(20);
    expect(longest).toBeLessThan(LONGEST);
  });

  test('while a language model is trained for 20 s, which brings it below 2.7 bits per character', async () => {
    const page = await served.visit('?chapter=memory');
    await page.locator('[data-bits]').waitFor();
    const shifts = await watchShifts(page);
    const end = await watchTasks(served.browser, page);
    await page.waitForTimeout(WATCHED);
    const { count, longest } = await end();
    expect(count).toBeGreaterThan(200);
    expect(longest).toBeLessThan(LONGEST);
    expect(Number(await page.locator('[data-bits]').getAttribute('data-bits'))).toBeLessThan(2.7);
    expect(await page.locator('.lags .verdict').textContent()).toMatch(
      /^k2 = 8 keeps \d+ % of the gradient’s norm/,
    );
    expect(await page.locator('.passage span').count()).toBe(320);
    expect(await shifts()).toBeLessThan(0.25); // units change places when their order does
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the weights' }).click();
    const path = await (await downloading).path();
    const { tensors } = decodeSafetensors(readFileSync(path));
    expect(tensors['head.weight']?.shape[0]).toBe(64);
    await page.getByRole('button', { name: 'Reset' }).click();
    await page.getByLabel('Load weights').setInputFiles(path);
    await page.getByText('The weights were loaded').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Resume' }).waitFor();
  }, 180_000);

  test('while the other chapters are at work for 20 s', async () => {
    const visited: Page[] = [];
    for (const chapter of ['phases', 'learning', 'truncation&rate=0.0001']) {
      visited.push(await served.visit(`?chapter=${chapter}`));
    }
    const [first, ...others] = visited as [Page, ...Page[]];
    const end = await watchTasks(served.browser, first, ...others);
    const until = performance.now() + WATCHED;
    while (performance.now() < until) {
      await first.waitForTimeout(1000);
      for (const page of visited) await page.evaluate(beginAgain);
    }
    const { threads, count, longest } = await end();
    expect(threads).toBe(3);
    expect(count).toBeGreaterThan(500);
    expect(longest).toBeLessThan(LONGEST);
  }, 180_000);
});

/** In a page: begins again what is done. */
function beginAgain(): void {
  const button = document.querySelector<HTMLButtonElement>('.bar button.primary');
  if (button !== null && /Again|Play/.test(button.textContent)) button.click();
}

/** Returns a function that says how far the layout has moved by itself since now (1 is the whole screen). */
async function watchShifts(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const sums = globalThis as { shifted?: number };
    sums.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        sums.shifted = (sums.shifted ?? 0) + Number(Reflect.get(entry, 'value'));
    }).observe({ type: 'layout-shift' });
  });
  return () => page.evaluate(() => (globalThis as { shifted?: number }).shifted ?? Number.NaN);
}
