import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { decodeSafetensors } from '@tbptt/core/files';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { obstacle, Served, type Visit } from './testing/served.js';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** The chapters, and what is seen when all of them is there. */
const chapters = [
  ['phases', '.network'],
  ['learning', '.chart canvas'],
  ['memory', '.heat'],
  ['truncation', '.chart canvas'],
] as const;

describe.skipIf(obstacle)('the page in Chromium', () => {
  const served = new Served();
  const visits: Visit[] = [];
  const visit = async (...args: Parameters<Served['visit']>): Promise<Page> => {
    const opened = await served.visit(...args);
    visits.push(opened);
    return opened.page;
  };
  beforeAll(() => served.start(41_740), 60_000);
  afterAll(() => served.stop());
  beforeEach(() => {
    visits.length = 0;
  });
  afterEach(async () => {
    await Promise.all(visits.map(({ page }) => page.close()));
    const complaints = visits.flatMap((one) => one.complaints);
    if (complaints.length > 0) throw new Error(`The page complained: ${complaints.join('; ')}`);
  });

  test('shows the numbers of the textbook', async () => {
    const page = await visit('?chapter=phases&preset=textbook&step=3');
    await expect.poll(() => page.locator('.readout').textContent()).toContain('loss0.3733');
    expect(await page.locator('.readout').textContent()).toBe(
      'output0.3890target1.0000loss0.3733∂L/∂a−1.2220',
    );
  });

  test('says where a number comes from, and lets it be changed', async () => {
    const page = await visit('?chapter=phases&preset=textbook&step=2');
    await page.getByRole('button', { name: 'weight from unit 1 to unit 1 of layer 2' }).focus();
    const field = page.getByLabel('Change the weight from unit 1 to unit 1 of layer 2');
    await field.fill('1');
    await expect.poll(() => page.locator('.readout').textContent()).toContain('output0.5446');
    await expect.poll(() => page.url()).toContain('w=0.5,-0.5,0.25,0.5,1,-0.85,0.4');
    await page.reload();
    await expect.poll(() => page.locator('.readout').textContent()).toContain('output0.5446');
    await page.getByRole('button', { name: /^z, the sum of unit 1 of layer 2/ }).focus();
    expect(await page.locator('.formula').textContent()).toContain(
      '= 0.6225 × 1.0000 + 0.5622 × (−0.8500) + 0.4000= 0.5446',
    );
  });

  test('goes through the phases by keys', async () => {
    const page = await visit('?chapter=phases&preset=chain&step=1');
    const count = page.locator('.count');
    for (const [key, text] of [
      ['', '1/14'],
      ['ArrowRight', '2/14'],
      ['ArrowRight', '3/14'],
      ['ArrowLeft', '2/14'],
      ['r', '1/14'],
    ] as const) {
      if (key) await page.keyboard.press(key);
      await expect.poll(() => count.textContent()).toBe(text);
    }
    await expect.poll(() => page.url()).toContain('step=1');
  });

  test('lights the path of a weight', async () => {
    const page = await visit('?chapter=phases&preset=textbook&step=2');
    await page.getByRole('button', { name: 'weight from unit 1 to unit 1 of layer 1' }).hover();
    await expect.poll(() => page.locator('.edge.lit').count()).toBe(2); // itself, and the one behind it
    expect(await page.locator('.edge.dim').count()).toBe(2);
  });

  test('trains in the worker, stops at once, resumes, and starts alike from its address', async () => {
    const address =
      '?chapter=learning&task=circles&depth=1&width=4&activation=tanh&optimizers=Adam&rate=1&seed=1';
    const page = await visit(address);
    const step = async () => Number(await page.locator('[data-step]').getAttribute('data-step'));
    await expect.poll(step, { timeout: 10_000 }).toBeGreaterThan(20);
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    const stopped = await step();
    await page.waitForTimeout(300);
    expect(await step()).toBe(stopped);
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect
      .poll(() => page.locator('.surface').textContent(), { timeout: 20_000 })
      .toBe('Adam 100 % right');
    expect(new URL(page.url()).search).toBe(address);
    await page.reload();
    await expect.poll(step, { timeout: 10_000 }).toBeGreaterThan(4);
    expect(new URL(page.url()).search).toBe(address);
  });

  test('a language model that is trained in the worker learns, writes, and is saved and loaded', async () => {
    const page = await visit('?chapter=memory&hidden=32');
    const bits = async () => Number(await page.locator('[data-bits]').getAttribute('data-bits'));
    await expect.poll(bits, { timeout: 60_000, interval: 500 }).toBeLessThan(3.5);
    expect((await page.locator('.passage span').count()) > 200).toBe(true);
    expect(await page.locator('.lags .verdict').textContent()).toMatch(
      /^k2 = 8 keeps \d+ % of the gradient’s norm/,
    );
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the weights' }).click();
    const path = await (await downloading).path();
    const { tensors } = decodeSafetensors(readFileSync(path));
    expect(tensors['head.weight']?.shape[0]).toBe(32);
    await page.getByLabel('Load weights').setInputFiles(path);
    await page.getByText('The weights were loaded').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Resume' }).waitFor();
  }, 120_000);

  test('a window of 40 steps goes the wrong way, one of 41 the right one', async () => {
    const page = await visit('?chapter=truncation&k1=1&k2=40');
    const finding = page.locator('.finding');
    const number = async (name: 'theta' | 'gradient') => Number(await finding.getAttribute(`data-${name}`));
    await expect.poll(() => number('theta'), { timeout: 20_000 }).toBeGreaterThan(0.3);
    expect(await number('gradient')).toBeLessThan(0);
    const k2 = page.getByRole('spinbutton', { name: 'k2' });
    await k2.press('ArrowUp');
    await expect.poll(() => number('gradient'), { timeout: 20_000 }).toBeGreaterThan(0);
    await expect.poll(() => number('theta'), { timeout: 20_000 }).toBeLessThan(-0.01);
    expect(page.url()).toContain('k1=1&k2=41&rate=0.0005');
  }, 60_000);

  test('needs no network once it is loaded', async () => {
    const page = await visit('?chapter=phases&step=1');
    await page.locator('h1').waitFor();
    await page.waitForLoadState('networkidle');
    await page.context().setOffline(true);
    await page.getByRole('link', { name: 'How does a network learn?' }).click();
    await expect
      .poll(async () => Number(await page.locator('[data-step]').getAttribute('data-step')), {
        timeout: 10_000,
      })
      .toBeGreaterThan(4);
    await page.getByRole('link', { name: 'What does it remember?' }).click();
    await expect
      .poll(async () => Number(await page.locator('[data-characters]').getAttribute('data-characters')), {
        timeout: 10_000,
      })
      .toBeGreaterThan(1000);
  });

  test.each(chapters)('%s: axe finds nothing, narrow and wide, light and dark', async (chapter, shown) => {
    for (const [width, colorScheme] of [
      [390, 'dark'],
      [1280, 'light'],
    ] as const) {
      const page = await visit(`?chapter=${chapter}&step=4`, {
        viewport: { width, height: 800 },
        colorScheme,
      });
      await page.locator('h1').waitFor();
      await page.locator(shown).first().waitFor();
      const more = page.locator('summary');
      if ((await more.count()) > 0) await more.click();
      await page.addScriptTag({ path: axe });
      const { violations } = await page.evaluate<AxeResults>('axe.run()');
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      expect(found, `${width} ${colorScheme}`).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    }
  });
});

test.skipIf(obstacle)('all scripts together are less than 200 kB, compressed', () => {
  const assets = fileURLToPath(new URL('../dist/assets/', import.meta.url));
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(0);
  const size = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(assets + name)).length, 0);
  expect(size).toBeLessThan(200_000);
});
