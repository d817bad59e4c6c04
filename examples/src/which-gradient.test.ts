import { expect, test } from 'vitest';
import { whichGradient } from './which-gradient.js';

test('every way is measured: exact ones are exact, and each says what it loses', () => {
  const reports = [...whichGradient({ hidden: 6, steps: 30, draws: 3, seed: 1 })];
  const of = (name: string) => reports.find((report) => report.name === name);
  for (const name of ['full BPTT', 'byteBudget(least)', 'rtrl']) expect(of(name)?.bias).toBeLessThan(1e-4);
  for (const name of ['TBPTT(1, 1)', 'snap(1)', 'eprop']) expect(of(name)?.bias).toBeGreaterThan(1e-3);
  for (const name of ['randomTruncation(16)', 'uoro', 'kroneckerFactored']) {
    expect(of(name)?.deviation).toBeGreaterThan(0);
  }
  const adaptive = reports.find(({ name }) => name.startsWith('adaptive'));
  expect(adaptive?.name).toMatch(/^adaptive\(0\.1\): k2 \d+$/);
  expect(adaptive?.bias).toBeGreaterThan(0);
  expect(adaptive?.bias).toBeLessThan(0.1);
  expect(of('snap(1)')?.bias).toBeLessThan(of('TBPTT(1, 1)')?.bias ?? 0);
  expect(of('rtrl')?.bytes).toBeGreaterThan(of('snap(1)')?.bytes ?? 0);
});
