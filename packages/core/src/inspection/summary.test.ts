import { expect, test } from 'vitest';
import { frozen } from '../autodiff/frozen.js';
import { ArgumentError } from '../errors.js';
import { BatchNorm } from '../nn/batch-norm.js';
import { Linear } from '../nn/linear.js';
import { seeded } from '../random/seeded.js';
import { summary } from './summary.js';

test('a model is a table of its tensors with their sizes', () => {
  const random = seeded(1);
  const model = {
    input: frozen(new Linear(2, 300, { random })),
    norm: new BatchNorm(2),
    head: new Linear(10, 1000, { random, bias: false }),
  };
  expect(summary(model)).toBe(
    [
      'tensor                  shape        count   bytes',
      'input.weight            [2, 300]       600   2 400  kept',
      'input.bias              [300]          300   1 200  kept',
      'norm.weight             [2]              2       8  trained',
      'norm.bias               [2]              2       8  trained',
      'norm.runningMean        [2]              2       8  kept',
      'norm.runningVar         [2]              2       8  kept',
      'norm.numBatchesTracked  []               1       4  kept',
      'head.weight             [10, 1000]  10 000  40 000  trained',
      'trained                             10 004  40 016',
      'all                                 10 909  43 636',
      '',
    ].join('\n'),
  );
});

test('a model without tensors has a table without rows', () => {
  expect(summary({})).toBe(
    'tensor   shape  count  bytes\ntrained             0      0\nall                 0      0\n',
  );
  expect(() => summary(JSON.parse('1') as object)).toThrow(ArgumentError);
});
