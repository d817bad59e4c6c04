import { expect, test } from 'vitest';
import { testRandom } from '../testing/test-random.js';
import { copyMemory } from './copy-memory.js';

test('the symbols are shown first, and repeated after the sign at the end of the delay', () => {
  const [delay, B, S, K] = [7, 5, 3, 4];
  const { inputs, targets } = copyMemory(testRandom(2), { delay, lanes: B, length: S, symbols: K });
  expect([inputs.shape, targets.shape]).toEqual([
    [13, B],
    [13, B],
  ]);
  for (let b = 0; b < B; b++) {
    const [x, y] = [inputs, targets].map(({ data }) => [...data].filter((_, i) => i % B === b));
    const shown = x?.slice(0, S) ?? [];
    expect(shown.every((symbol) => symbol >= 1 && symbol <= K)).toBe(true);
    expect(x?.slice(S)).toEqual([0, 0, 0, 0, 0, 0, K + 1, 0, 0, 0]);
    expect(y).toEqual([...Array<number>(delay + S).fill(0), ...shown]);
  }
});

test('by default ten of eight symbols are drawn, equally often', () => {
  const { inputs } = copyMemory(testRandom(3), { delay: 1, lanes: 1000 });
  expect(inputs.shape).toEqual([21, 1000]);
  const counts = Array<number>(9).fill(0);
  for (const symbol of inputs.data.subarray(0, 10_000)) counts[symbol] = (counts[symbol] ?? 0) + 1;
  expect(counts[0]).toBe(0);
  for (const count of counts.slice(1)) expect(Math.abs(count - 1250)).toBeLessThan(5 * 35);
});

test('a delay of nothing is refused', () => {
  expect(() => copyMemory(testRandom(1), { delay: 0, lanes: 1 })).toThrow(
    'copyMemory: delay is 0; it must be a whole number of at least 1.',
  );
});
