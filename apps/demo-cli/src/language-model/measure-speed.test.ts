import { expect, test } from 'vitest';
import { measureSpeed } from './measure-speed.js';

/** Measures with a clock that goes on by some milliseconds each time it is read. */
async function speedAt(milliseconds: number): Promise<number> {
  let [time, pauses] = [0, 0];
  const pause = async (): Promise<void> => void pauses++;
  const speed = await measureSpeed(() => (time += milliseconds), pause);
  expect(pauses).toBeGreaterThanOrEqual(5);
  return speed;
}

test('a machine that takes twice as long for an update has half the speed', async () => {
  const fast = await speedAt(50);
  expect(fast).toBeGreaterThan(1e9);
  expect(await speedAt(100)).toBeCloseTo(fast / 2, 0);
});
