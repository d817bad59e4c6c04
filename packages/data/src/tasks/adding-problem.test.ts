import { expect, test } from 'vitest';
import { ArgumentError } from '../errors.js';
import { testRandom } from '../testing/test-random.js';
import { addingProblem } from './adding-problem.js';

const [T, B] = [11, 4000];
const { inputs, targets } = addingProblem(testRandom(1), { steps: T, lanes: B });

test('one step of each half is marked, and the target is the sum of their numbers', () => {
  expect(inputs.shape).toEqual([T, B, 2]);
  expect(targets.shape).toEqual([B, 1]);
  for (let b = 0; b < B; b++) {
    const steps = Array.from({ length: T }, (_, t) => [
      ...inputs.data.subarray(2 * (t * B + b), 2 * (t * B + b) + 2),
    ]);
    const marked = [...steps.keys()].filter((t) => steps[t]?.[1] === 1);
    expect(marked).toHaveLength(2);
    expect(marked[0]).toBeLessThan(5);
    expect(marked[1]).toBeGreaterThanOrEqual(5);
    expect(targets.data[b]).toBeCloseTo(
      marked.reduce((sum, t) => sum + (steps[t]?.[0] ?? 0), 0),
      5,
    );
    expect(
      steps.every(([number = -1, mark]) => number >= 0 && number < 1 && (mark === 0 || mark === 1)),
    ).toBe(true);
  }
});

test('answering 1 has an error of a sixth, and every step of a half is marked as often', () => {
  const error = targets.data.reduce((sum, target) => sum + (target - 1) ** 2, 0) / B;
  expect(Math.abs(error - 1 / 6)).toBeLessThan(0.02);
  for (let t = 0; t < T; t++) {
    let marks = 0;
    for (let b = 0; b < B; b++) marks += inputs.data[2 * (t * B + b) + 1] ?? 0;
    const expected = B / (t < 5 ? 5 : 6);
    expect(Math.abs(marks - expected)).toBeLessThan(5 * Math.sqrt(expected));
  }
});

test('a seed gives the same sequences, and lengths that make no sense are refused', () => {
  const again = addingProblem(testRandom(1), { steps: T, lanes: B });
  expect(again.targets.data).toEqual(targets.data);
  expect(() => addingProblem(testRandom(1), { steps: 1, lanes: 1 })).toThrow(
    new ArgumentError('addingProblem', 'steps is 1; it must be a whole number of at least 2.'),
  );
});
