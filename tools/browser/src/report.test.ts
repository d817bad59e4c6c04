/** The page that `tbptt charlm --report` writes, as a browser shows it. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from './find-chromium.js';

const program = fileURLToPath(new URL('../../../apps/demo-cli/dist/main.js', import.meta.url));
const executablePath = findChromium();

/** Why the page cannot be looked at here, if it cannot. */
const obstacle =
  executablePath === undefined
    ? 'no chromium or google-chrome on the PATH; TBPTT_CHROMIUM may name one'
    : existsSync(program)
      ? undefined
      : 'apps/demo-cli is not built; pnpm build builds it';
if (obstacle) console.warn(`The tests of the report in a browser are skipped: ${obstacle}.`);

const views = [
  { name: 'phone, light', width: 390, scheme: 'light' },
  { name: 'phone, dark', width: 390, scheme: 'dark' },
  { name: 'tablet, light', width: 820, scheme: 'light' },
  { name: 'desktop, light', width: 1440, scheme: 'light' },
  { name: 'desktop, dark', width: 1440, scheme: 'dark' },
] as const;

describe('the report', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tbptt-report-'));
  const file = join(folder, 'run.html');
  let browser: Browser | undefined;

  beforeAll(async () => {
    if (executablePath === undefined || obstacle) return;
    const options = '--steps 120 --hidden 24 --layers 2 --sample 60 --validate-every 30'.split(' ');
    execFileSync(process.execPath, [program, 'charlm', ...options, '--report', file], { timeout: 60_000 });
    browser = await chromium.launch({ executablePath, chromiumSandbox: false });
  }, 90_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  /** Opens the page, and gathers what it requests and what goes wrong. */
  async function open(width: number, colorScheme: 'light' | 'dark', javaScriptEnabled = true) {
    const context = await browser?.newContext({
      viewport: { width, height: 844 },
      colorScheme,
      javaScriptEnabled,
    });
    const page = (await context?.newPage()) as Page;
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) complaints.push(`requests ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
    return { page, complaints };
  }

  test.for(views)('$name: fits, loads nothing, and axe finds nothing', async ({ width, scheme }, context) => {
    context.skip(browser === undefined, obstacle);
    const { page, complaints } = await open(width, scheme);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await page.evaluate(axe.source);
    // An expression of the page: the type of axe is not known there.
    const found = await page.evaluate<readonly string[]>(
      'axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html.slice(0, 200))))',
    );
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('another unit is chosen by the keyboard, and colors the text anew', async (context) => {
    context.skip(browser === undefined, obstacle);
    const { page } = await open(390, 'light');
    const colors = () =>
      page.$$eval('#heat i', (cells) => cells.map((cell) => getComputedStyle(cell).backgroundColor).join());
    const before = await colors();
    const caption = await page.textContent('#unit');
    await page.focus('#units input:checked');
    await page.keyboard.press('ArrowRight');
    expect(await page.inputValue('#units input:checked')).toBe('1');
    expect(await page.textContent('#unit')).not.toBe(caption);
    expect(await colors()).not.toBe(before);
    await page.keyboard.press('ArrowLeft');
    expect(await colors()).toBe(before);
    await page.context().close();
  });

  test('the switch turns dark to light and back', async (context) => {
    context.skip(browser === undefined, obstacle);
    const { page } = await open(1440, 'dark');
    const background = () => page.$eval('body', (body) => getComputedStyle(body).backgroundColor);
    const dark = await background();
    await page.click('#theme');
    expect(await background()).not.toBe(dark);
    await page.click('#theme');
    expect(await background()).toBe(dark);
    await page.context().close();
  });

  test('without scripts it shows the first unit and everything else', async (context) => {
    context.skip(browser === undefined, obstacle);
    const { page, complaints } = await open(390, 'light', false);
    expect(await page.locator('svg.chart:visible').count()).toBe(1 + 3 + 1 + 3);
    expect(await page.locator('#heat i').count()).toBeGreaterThan(500);
    expect(await page.locator('#theme').isVisible()).toBe(false);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
