import { kernels } from '@tbptt/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { continualReber } from './continual-reber.js';
import { runExperiment } from './run-experiment.js';

beforeAll(() => kernels.use('strict'));
afterAll(() => kernels.use('auto'));

test('with a carried state an LSTM predicts streams without an error, and with one that is reset it cannot', () => {
  const { contenders } = runExperiment('reber', continualReber(1000), { seeds: 1, budget: 150_000 });
  const [carried, reset] = contenders.map(({ trials: [trial] }) => trial);
  expect(carried?.success).toBe(true);
  expect(carried?.measures['symbols until an error']).toBe(1000);
  expect(reset?.success).toBe(false);
  expect(reset?.measures['symbols until an error']).toBeLessThanOrEqual(20);
  expect(reset?.measures['excess nats']).toBeGreaterThan(0.1);
});
