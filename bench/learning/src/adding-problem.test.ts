import { kernels } from '@tbptt/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addingProblem } from './adding-problem.js';
import { runExperiment } from './run-experiment.js';

beforeAll(() => kernels.use('strict'));
afterAll(() => kernels.use('auto'));

test('an RNN answers 1, with an error of a sixth', () => {
  const rnn = { ...addingProblem, contenders: addingProblem.contenders.slice(1) };
  const { contenders } = runExperiment('adding-problem', rnn, { seeds: 1, budget: 2000 });
  for (const { trials } of contenders) {
    expect(trials[0]?.success).toBe(false);
    expect(Math.abs((trials[0]?.measures['test MSE'] ?? 0) - 1 / 6)).toBeLessThan(0.03);
  }
});
