/** The pages of `tools/serving`, in a browser: a model is loaded from a server and writes in a worker. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crossEntropy, seeded } from '@tbptt/core';
import { Lanes, Vocabulary } from '@tbptt/data';
import { adam, Optimizer } from '@tbptt/optim';
import { CharLM, sample, truncatedBPTT } from '@tbptt/rnn';
import { encodeModelFolder } from '@tbptt/rnn/folder';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OnnxReport } from '../../serving/src/onnx.js';
import { findChromium } from './find-chromium.js';

const root = fileURLToPath(new URL('../../serving', import.meta.url));
const executablePath = findChromium();

/** Why the browser cannot be tested here, if it cannot. */
const obstacle =
  executablePath === undefined
    ? 'no chromium or google-chrome on the PATH; TBPTT_CHROMIUM may name one'
    : existsSync(join(root, 'dist/index.html'))
      ? undefined
      : 'tools/serving is not built; pnpm build builds it';
if (obstacle) console.warn(`The tests of pages that serve a model are skipped: ${obstacle}.`);

const text = 'the rain in spain stays mainly in the plain. '.repeat(40);
const vocabulary = Vocabulary.of(text);
const model = new CharLM(vocabulary.size, { hidden: 48, layers: 2, random: seeded(7) });
const optimizer = new Optimizer(model, adam({ learningRate: 0.02 }));
const lanes = new Lanes(vocabulary.encode(text), { lanes: 4 });
Array.from(truncatedBPTT(model, lanes, { k1: 25, optimizer, loss: crossEntropy, epochs: 4 }));
const files: Readonly<Record<string, Uint8Array>> = encodeModelFolder(model, {
  vocabulary,
});

describe('a page that serves a model', () => {
  let server: PreviewServer | undefined;
  let browser: Browser | undefined;

  beforeAll(async () => {
    if (executablePath === undefined || obstacle) return;
    server = await preview({ root, logLevel: 'warn', preview: { host: '127.0.0.1', port: 41_750 } });
    browser = await chromium.launch({ executablePath, chromiumSandbox: false });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  /** Opens a page whose server has the folder `model`. */
  async function open(path: string): Promise<Page> {
    const page = (await browser?.newPage()) as Page;
    await page.route('**/model/*', (route) => {
      const file = files[new URL(route.request().url()).pathname.split('/').at(-1) ?? ''];
      return route.fulfill(file === undefined ? { status: 404 } : { body: Buffer.from(file) });
    });
    await page.goto(`${server?.resolvedUrls?.local[0] ?? ''}${path}`);
    return page;
  }

  test('writes in a worker what the model writes here', async (context) => {
    context.skip(browser === undefined, obstacle);
    const page = await open('?length=120');
    await page.fill('input', 'the rain');
    await page.click('button');
    const draws = sample(model, { random: seeded(1), prime: vocabulary.encode('the rain'), length: 120 });
    const expected = `the rain${vocabulary.decode(Array.from(draws, ({ symbol }) => symbol))}`;
    await page.waitForFunction('document.querySelector("pre").textContent.length === 128');
    // The sums of relaxed kernels differ by rounding, which may change a draw at last.
    expect((await page.textContent('pre'))?.slice(0, 30)).toBe(expected.slice(0, 30));
    expect(await page.$eval('progress', ({ value }) => value)).toBe(1);
    expect(await page.textContent('[role=alert]')).toBe('');
    await page.close();
  });

  test('says what is wrong if the model is not there, or a symbol is unknown', async (context) => {
    context.skip(browser === undefined, obstacle);
    const page = await open('?model=/nowhere/');
    await page.route('**/nowhere/*', (route) => route.fulfill({ status: 404 }));
    await page.click('button');
    await page.locator('[role=alert]:not(:empty)').waitFor();
    expect(await page.textContent('[role=alert]')).toContain('the server answered 404');
    await page.goto(page.url().replace(/\?.*/, ''));
    await page.fill('input', 'Übermut');
    await page.click('button');
    await page.locator('[role=alert]:not(:empty)').waitFor();
    expect(await page.textContent('[role=alert]')).toContain('Ü');
    await page.close();
  });

  test('runs the model in onnxruntime-web within 1e-5', async (context) => {
    context.skip(browser === undefined, obstacle);
    const page = await open('onnx.html');
    const shown = await page.locator('output:not(:empty)').textContent();
    expect(shown).toMatch(/^\{/); // else it is what was thrown
    const { ours, theirs, difference } = JSON.parse(shown ?? '') as OnnxReport;
    expect(difference).toBeLessThan(1e-5);
    expect(theirs).toBe(ours);
    expect(ours).toHaveLength(50);
    await page.close();
  });
});

test('the guide shows the worker as it is', () => {
  const guide = readFileSync(new URL('../../../docs/guides/in-and-out.md', import.meta.url), 'utf8');
  expect(guide).toContain(readFileSync(join(root, 'src/sampling-worker.mjs'), 'utf8'));
});
