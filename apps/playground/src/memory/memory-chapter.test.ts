import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { obstacle, Served } from '../testing/served.js';

describe.skipIf(obstacle)('the chapter in Chromium', () => {
  const served = new Served();
  beforeAll(() => served.start(41742), 60_000);
  afterAll(() => served.stop());
  afterEach(() => served.leave());

  test('units are chosen, runs compared and texts tuned, and the address says so', async () => {
    const page = await served.visit('?chapter=memory&hidden=32&k2=16&temperature=0.5&topP=0.9');
    const units = page.getByRole('list', { name: 'Units that tell something' });
    await units.getByRole('button').nth(2).click();
    const name = await units.getByRole('button').nth(2).textContent();
    const [, place = ''] = /^(1\.\d+) /.exec(name ?? '') ?? [];
    await expect.poll(() => page.url()).toContain(`unit=${place}`);
    expect(await page.locator('.heat figcaption').textContent()).toContain(`Unit ${place.slice(2)} follows`);
    await page.getByLabel('Any unit').fill('5');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toContain('unit=1.5');
    await page.getByLabel('temperature').press('ArrowRight');
    await expect.poll(() => page.url()).toContain('temperature=0.55&topP=0.9&unit=1.5');
    await page.getByRole('button', { name: 'Keep to compare' }).click();
    const k2 = page.getByRole('spinbutton', { name: 'k2' });
    await k2.fill('');
    await k2.pressSequentially('12', { delay: 150 }); // slower than the page is drawn
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toContain('k2=12');
    await expect
      .poll(() => page.locator('.loss .verdict').textContent(), { timeout: 20_000 })
      .toMatch(/^After [\d,]+ characters: \d\.\d\d bits, kept \d\.\d\d\. The kept run has k2 16\.$/);
    await page.reload();
    await expect
      .poll(() => page.locator('.heat figcaption').textContent(), { timeout: 20_000 })
      .toContain('Unit 5');
    expect(await page.getByLabel('Experiment').inputValue()).toBe('your own');
  }, 60_000);

  test('a text of the reader’s own is trained on', async () => {
    const page = await served.visit('?chapter=memory&hidden=16');
    await page.getByText('Train on a text of your own').click();
    const button = page.getByRole('button', { name: 'Train on it' });
    await page.getByLabel('A text of at least 2,000 characters').fill('too short');
    expect(await button.isDisabled()).toBe(true);
    await page
      .getByLabel('A text of at least 2,000 characters')
      .fill('she sells sea shells by the shore. '.repeat(90));
    await button.click();
    await expect
      .poll(() => page.locator('.passage').textContent(), { timeout: 20_000 })
      .toContain('sells sea shells by the shore. she sells');
    await page.getByRole('button', { name: 'Back to Moby-Dick' }).click();
    await expect.poll(() => page.locator('.passage').textContent(), { timeout: 20_000 }).toContain('whale');
  }, 60_000);
});
