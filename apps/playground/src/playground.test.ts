import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { obstacle, Served } from './testing/served.js';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
/** The chapters, and what is seen when all of them is there. */
const chapters = [
  ['phases', '.network'],
  ['learning', '.chart canvas'],
  ['memory', '.heat'],
  ['truncation', '.chart canvas'],
] as const;

/** What is read once it stays the same: a report may be on its way when the worker is stopped. */
async function settled(read: () => Promise<number>): Promise<number> {
  let latest = await read();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    const next = await read();
    if (next === latest) return next;
    latest = next;
  }
}

describe.skipIf(obstacle)('the page in Chromium', () => {
  const served = new Served();
  const visit: Served['visit'] = (...args) => served.visit(...args);
  beforeAll(() => served.start(41_740), 60_000);
  afterAll(() => served.stop());
  afterEach(() => served.leave());

  test('shows the numbers of the textbook', async () => {
    const page = await visit('?chapter=phases&preset=textbook&step=3');
    await expect.poll(() => page.locator('.readout').textContent()).toContain('loss0.3733');
    expect(await page.locator('.readout').textContent()).toBe(
      'output0.3890target1.0000loss0.3733∂L/∂a−1.2220',
    );
  });

  const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
  const chain = sigmoid(1.8 * sigmoid(0.7 * sigmoid(-1.3 * sigmoid(0.9 * 0.6 + 0.1) + 0.4) - 0.2) + 0.3);
  const neuron = -0.7 * sigmoid(0.5 * 2 + 0.1) + 0.3;
  test.each([
    ['chain', 5, chain, 0.2, (chain - 0.2) ** 2, 2 * (chain - 0.2)],
    ['neuron', 3, neuron, 1, (neuron - 1) ** 2 / 2, neuron - 1],
  ] as const)('shows the numbers of %s', async (preset, step, output, target, loss, slope) => {
    const page = await visit(`?chapter=phases&preset=${preset}&step=${step}`);
    await page.locator('.readout').waitFor();
    const text = (value: number) => value.toFixed(4).replace('-', '−');
    expect(await page.locator('.readout').textContent()).toBe(
      `output${text(output)}target${text(target)}loss${text(loss)}∂L/∂a${text(slope)}`,
    );
  });

  test('shows the gradient as an outer product', async () => {
    const page = await visit('?chapter=phases&preset=textbook&step=7');
    const table = page.getByRole('table', { name: 'Gradient of the weights' });
    await table.waitFor();
    expect(await table.getByRole('button').allTextContents()).toEqual(['−0.7607', '−0.6870']);
    await table.getByRole('button').nth(1).focus();
    await expect
      .poll(() => page.locator('.formula').textContent())
      .toContain('= 0.5622 × (−1.2220)= −0.6870');
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
    const stopped = await settled(step);
    await page.waitForTimeout(300);
    expect(await step()).toBe(stopped);
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect
      .poll(() => page.locator('.surface figcaption').textContent(), { timeout: 20_000 })
      .toBe('Adam 100 % right');
    expect(new URL(page.url()).search).toBe(address);
    await page.reload();
    await expect.poll(step, { timeout: 10_000 }).toBeGreaterThan(4);
    expect(new URL(page.url()).search).toBe(address);
  });

  test('goes on by one report at a time', async () => {
    const page = await visit('?chapter=learning&task=circles&optimizers=SGD');
    const step = async () => Number(await page.locator('[data-step]').getAttribute('data-step'));
    await expect.poll(step, { timeout: 10_000 }).toBeGreaterThan(4);
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    const stopped = await step();
    await page.keyboard.press('ArrowRight');
    await expect.poll(step).toBe(stopped + 4);
    await page.getByRole('button', { name: 'Step' }).click();
    await expect.poll(step).toBe(stopped + 8);
    await page.getByRole('button', { name: 'Resume' }).waitFor();
  });

  test('four networks of six layers are on one screen', async () => {
    const page = await visit(
      '?chapter=learning&task=circles&depth=6&width=16&activation=sigmoid&optimizers=SGD,momentum,RMSProp,Adam',
    );
    await expect.poll(() => page.locator('.weights canvas').count()).toBe(4 * 7);
    const cut = await page
      .locator('.weights')
      .evaluateAll((all) =>
        all.map((one) => one.scrollHeight - one.clientHeight + one.scrollWidth - one.clientWidth),
      );
    expect(cut).toEqual([0, 0, 0, 0]);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(800);
  });

  test('a number says where it comes from', async () => {
    const page = await visit('?chapter=truncation&k1=1&k2=40');
    const number = page.locator('.finding button').first();
    await number.hover();
    const tip = page.getByRole('tooltip');
    expect(await tip.textContent()).toContain(
      '= (s₁ − 1) × ∂s₁/∂θ, ∂s₁/∂θ as the last 40 steps show it= (0 − 1) × (0.57)= −0.57',
    );
    await page.keyboard.press('Escape');
    expect(await tip.count()).toBe(0);
    await number.focus();
    expect(await tip.count()).toBe(1);
  });

  test('on a phone the settings are a sheet', async () => {
    const page = await visit('?chapter=truncation', { viewport: { width: 390, height: 844 } });
    const field = page.getByLabel('Experiment');
    await page.locator('.finding').waitFor();
    expect(await field.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Settings' }).click();
    await field.selectOption('chunks of 200');
    await expect.poll(() => page.url()).toContain('k1=200&k2=200&rate=0.01');
    await page.keyboard.press('Escape');
    expect(await field.isVisible()).toBe(false);
    await expect
      .poll(() =>
        page.getByRole('button', { name: 'Settings' }).evaluate((it) => it === document.activeElement),
      )
      .toBe(true);
  });

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

  test.each(chapters)('%s: everything is on one screen', async (chapter, shown) => {
    const page = await visit(`?chapter=${chapter}`);
    await page.locator(shown).first().waitFor();
    await page.waitForTimeout(500);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(800);
  });

  test.each(chapters)(
    '%s: axe finds nothing, narrow and wide, light and dark',
    async (chapter, shown) => {
      for (const [width, colorScheme] of [
        [390, 'dark'],
        [1280, 'light'],
      ] as const) {
        const page = await visit(`?chapter=${chapter}&step=7`, {
          viewport: { width, height: 800 },
          colorScheme,
        });
        await page.locator('h1').waitFor();
        await page.locator(shown).first().waitFor();
        const sheet = page.getByRole('button', { name: 'Settings' });
        if (await sheet.isVisible()) await sheet.click();
        const more = page.locator('summary');
        if ((await more.count()) > 0) await more.dispatchEvent('click'); // also below the sheet
        await page.addScriptTag({ path: axe });
        const { violations } = await page.evaluate<AxeResults>(
          'axe.run({ rules: { "target-size": { enabled: true } } })',
        );
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
        expect(found, `${width} ${colorScheme}`).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow).toBeLessThanOrEqual(0);
      }
    },
    90_000,
  );
});
