import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from './find-chromium.js';
import { STRICT_DIGEST } from './strict-digest.js';
import type { ThreadsReport, TrainingReport } from './training.js';

/** The application: this one, or the one that the rehearsal of a release builds from installed packages. */
const root = process.env['TBPTT_VITE_APP'] ?? fileURLToPath(new URL('..', import.meta.url));
const executablePath = findChromium();

/** Why the browser cannot be tested here, if it cannot. */
const obstacle =
  executablePath === undefined
    ? 'no chromium or google-chrome on the PATH; TBPTT_CHROMIUM may name one'
    : existsSync(join(root, 'dist/index.html'))
      ? undefined
      : 'tools/browser is not built; pnpm build builds it';
if (obstacle) console.warn(`The tests in a browser are skipped: ${obstacle}.`);

describe('the production build of a Vite application', () => {
  let server: PreviewServer | undefined;
  let browser: Browser | undefined;
  let page: Page | undefined;

  beforeAll(async () => {
    if (executablePath === undefined || obstacle) return;
    // Pages share memory with threads only if they are isolated from pages of other origins.
    const headers = {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    };
    server = await preview({
      root,
      logLevel: 'warn',
      preview: { host: '127.0.0.1', port: 41_730, headers },
    });
    browser = await chromium.launch({ executablePath, chromiumSandbox: false });
    page = await browser.newPage();
    await page.goto(server.resolvedUrls?.local[0] ?? '');
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  test.for(['page', 'worker'])('trains in Chromium to the bits of Node: %s', async (place, context) => {
    context.skip(page === undefined, obstacle);
    const text = await page?.locator(`#${place}:not(:empty)`).textContent();
    expect(text).toMatch(/^\{/); // else it is what was thrown
    const report = JSON.parse(text ?? '') as TrainingReport;
    expect(report.variant).toBe('strict');
    expect(report.xor.map((output) => output > 0.5)).toEqual([false, true, true, false]);
    expect(report.lastLoss).toBeLessThan(report.firstLoss / 2);
    expect(report.digest).toBe(STRICT_DIGEST);
    expect(report.resumedDigest).toBe(STRICT_DIGEST);
  });

  test.for(['page', 'worker'])('trains with two threads to the same bits: %s', async (place, context) => {
    context.skip(page === undefined, obstacle);
    const text = await page?.locator(`#${place}-threads:not(:empty)`).textContent();
    expect(text).toMatch(/^\{/); // else it is what was thrown
    const report = JSON.parse(text ?? '') as ThreadsReport;
    expect(report).toEqual({ count: 2, reason: null, digest: STRICT_DIGEST });
  });
});
