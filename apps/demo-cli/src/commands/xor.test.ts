import { describe, expect, test } from 'vitest';
import { reportOf, runWith } from '../testing/run-with.js';

describe('tbptt xor', () => {
  test('prints the truth table', async () => {
    const { exitCode, host } = await runWith(['xor']);
    expect(exitCode).toBe(0);
    expect(host.out.text).toMatch(/0 0 {3}0 +-?0\.\d{3} {3}right/);
    expect(host.out.text).toMatch(/0 1 {3}1 +(0\.9|1\.0)\d\d {3}right/);
    expect(host.out.text).toMatch(/learned: mean squared error/);
  });

  test('learns from nearly every seed', async () => {
    let learned = 0;
    for (let seed = 0; seed < 20; seed++) {
      const ran = await runWith(['xor', '--json', '--seed', String(seed)]);
      if (reportOf(ran, 'xor')['learned'] === true) learned++;
    }
    expect(learned).toBeGreaterThanOrEqual(19);
  });

  test('says so where it has not learned', async () => {
    const ran = await runWith(['xor', '--steps', '1', '--json']);
    expect(ran.exitCode).toBe(0);
    expect(reportOf(ran, 'xor')).toMatchObject({ learned: false, steps: 1 });
    expect((await runWith(['xor', '--steps', '1'])).host.out.text).toMatch(/not learned; try more steps/);
  });
});
