import { expect, test } from 'vitest';
import { testRandom } from '../testing/test-random.js';
import { parity } from './parity.js';

test('the target is the parity of the ones so far, lane by lane', () => {
  const [T, B] = [50, 40];
  const { inputs, targets } = parity(testRandom(4), { steps: T, lanes: B });
  expect([inputs.shape, targets.shape]).toEqual([
    [T, B, 1],
    [T, B, 1],
  ]);
  for (let b = 0; b < B; b++) {
    let ones = 0;
    for (let t = 0; t < T; t++) {
      ones += inputs.data[t * B + b] ?? 0;
      expect(targets.data[t * B + b]).toBe(ones % 2);
    }
  }
  for (const { data } of [inputs, targets]) {
    const sum = data.reduce((total, bit) => total + bit, 0);
    expect(Math.abs(sum - (T * B) / 2)).toBeLessThan(5 * Math.sqrt((T * B) / 4));
  }
});

test('no lanes are refused', () => {
  expect(() => parity(testRandom(1), { steps: 3, lanes: 0 })).toThrow('parity: lanes is 0');
});
