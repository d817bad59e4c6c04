/** Browsers that lack something or forbid it, and what everybody loads. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { obstacle, Served } from './testing/served.js';

describe.skipIf(obstacle)('without workers', () => {
  const served = new Served();
  beforeAll(() => served.start(41743), 60_000);
  afterAll(() => served.stop());
  afterEach(() => served.leave());

  test('a worker that is refused is told, and the first chapter works without it', async () => {
    const page = await served.visit('?chapter=learning', {
      prepare: (opened) =>
        opened.addInitScript(() => {
          Reflect.set(globalThis, 'Worker', function refuse() {
            throw new Error('no workers here');
          });
        }),
    });
    expect(await page.getByRole('alert').textContent()).toContain('that failed: no workers here');
    await page.getByRole('link', { name: 'How does an error find its way back?' }).click();
    await expect.poll(() => page.locator('.network circle').count()).toBe(4);
  });
});

describe.skipIf(obstacle)('without WebAssembly', () => {
  const served = new Served();
  beforeAll(() => served.start(41_741, ['--js-flags=--jitless']), 60_000);
  afterAll(() => served.stop());
  afterEach(() => served.leave());

  test('everything is computed, and it is said that it takes longer', async () => {
    const page = await served.visit('?chapter=learning&optimizers=SGD&task=circles');
    await page.getByText('This browser offers no WebAssembly').waitFor();
    const step = async () => Number(await page.locator('[data-step]').getAttribute('data-step'));
    await expect.poll(step, { timeout: 20_000 }).toBeGreaterThan(8);
  });
});

test.skipIf(obstacle)('all scripts together are less than 200 kB, compressed', () => {
  const assets = fileURLToPath(new URL('../dist/assets/', import.meta.url));
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(0);
  const size = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(assets + name)).length, 0);
  expect(size).toBeLessThan(200_000);
  const page = scripts.filter((name) => !name.startsWith('worker-'));
  expect(page.length).toBe(scripts.length - 1);
});
