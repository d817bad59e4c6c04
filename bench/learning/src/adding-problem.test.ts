import { kernels, tensor } from '@tbptt/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addingProblem, wrong } from './adding-problem.js';
import { runExperiment } from './run-experiment.js';

beforeAll(() => kernels.use('strict'));
afterAll(() => kernels.use('auto'));

test('an LSTM learns to add numbers of 20 steps, and an RNN answers 1 in the same time, with an error of a sixth', () => {
  const { contenders } = runExperiment('adding-problem', addingProblem(20), { seeds: 1, budget: 10_000 });
  const [lstm, rnn] = contenders.map(({ trials: [trial] }) => trial);
  expect(lstm?.success).toBe(true);
  expect(rnn?.success).toBe(false);
  expect(Math.abs((rnn?.measures['test MSE'] ?? 0) - 1 / 6)).toBeLessThan(0.03);
});

test('an answer is wrong if it is off by 0.08 or more, or no number', () => {
  const targets = tensor([4, 1], [1, 1, 1, 1]);
  expect(wrong(tensor([4, 1], [1.07, 0.93, 1.09, 0.91]), targets)).toBe(2);
  expect(wrong(tensor([4, 1], [Number.NaN, 1, 1, 1]), targets)).toBe(1);
});
