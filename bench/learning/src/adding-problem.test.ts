import { kernels } from '@tbptt/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addingProblem } from './adding-problem.js';
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
