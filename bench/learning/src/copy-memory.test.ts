import { kernels } from '@tbptt/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { longCopy } from './copy-memory.js';
import { runExperiment } from './run-experiment.js';

beforeAll(() => kernels.use('strict'));
afterAll(() => kernels.use('auto'));

const short = longCopy({ length: 5, delay: 30 });

test('a linear RNN repeats every one of 5 symbols after 30 steps', () => {
  const linear = { ...short, contenders: short.contenders.slice(0, 1) };
  const { contenders } = runExperiment('copy', linear, { seeds: 1, budget: 20_000 });
  expect(contenders[0]?.trials[0]?.success).toBe(true);
  expect(contenders[0]?.trials[0]?.measures['% repeated']).toBe(100);
});

test('an LSTM and a plain RNN have learned nothing after 2,000 sequences', () => {
  const others = { ...short, contenders: short.contenders.slice(1) };
  const { contenders } = runExperiment('copy', others, { seeds: 1, budget: 2000 });
  for (const { trials } of contenders) {
    expect(trials[0]?.measures['% repeated']).toBeLessThan(20);
  }
});
