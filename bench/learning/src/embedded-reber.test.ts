import { kernels } from '@tbptt/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { embeddedReber } from './embedded-reber.js';
import { runExperiment } from './run-experiment.js';

beforeAll(() => kernels.use('strict'));
afterAll(() => kernels.use('auto'));

test('an LSTM has some strings right after 100 sequences, and all before 8,440', () => {
  const rights: number[] = [];
  const { contenders } = runExperiment(
    'embedded-reber',
    { ...embeddedReber, contenders: embeddedReber.contenders.slice(0, 1) },
    {
      seeds: 1,
      budget: 8440,
      onCheck: (_contender, _seed, { measures }) => rights.push(measures['test strings right'] ?? 0),
    },
  );
  expect(rights[0]).toBeLessThan(128);
  expect(rights.at(-1)).toBe(256);
  expect(contenders[0]?.trials[0]?.success).toBe(true);
});
