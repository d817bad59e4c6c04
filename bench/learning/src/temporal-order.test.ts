import { kernels, tensor } from '@tbptt/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runExperiment } from './run-experiment.js';
import { temporalOrder, wrong } from './temporal-order.js';

beforeAll(() => kernels.use('strict'));
afterAll(() => kernels.use('auto'));

const p = tensor(
  [4, 4],
  [
    [0.75, 0.25, 0, 0],
    [0.05, 0.65, 0.2, 0.1],
    [0.1, 0.1, 0.75, 0.05],
    [0, 0.31, 0, 0.69],
  ].flat(),
);

test('a sequence is right when every probability is within 0.3 of what it should be', () => {
  expect(wrong(p, Int32Array.of(0, 1, 2, 3))).toBe(2);
  expect(wrong(p, Int32Array.of(1, 1, 1, 1))).toBe(4);
});

test('an LSTM learns the order of three symbols in 20 to 22', () => {
  const short = temporalOrder({ relevant: 3, steps: 20 });
  const lstm = { ...short, contenders: short.contenders.slice(0, 1) };
  const { contenders } = runExperiment('order', lstm, { seeds: 1, budget: 15_000 });
  expect(contenders[0]?.trials[0]?.success).toBe(true);
});
