import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../errors.js';
import { tensor, zeros } from '../tensor/tensor.js';
import { elementLossContract } from '../testing/loss-contract.js';
import { type HuberLossOptions, huberLoss } from './huber-loss.js';

for (const own of [{}, { delta: 0.5 }, { delta: 4 }] satisfies HuberLossOptions[]) {
  const delta = 'delta' in own ? own.delta : 1;
  elementLossContract(
    { describe, test },
    {
      name: `the Huber loss with delta ${delta}`,
      apply: (prediction, target, options) => huberLoss(prediction, target, { ...options, ...own }),
      value(p, t) {
        const error = Math.abs(p - t);
        return error < delta ? error ** 2 / 2 : delta * (error - delta / 2);
      },
      slopes(p, t) {
        const slope = Math.min(Math.max(p - t, -delta), delta);
        return [slope, -slope];
      },
      pairs: [
        [1, 3],
        [3, 1],
        [2, 2],
        [-0.5, 0.25],
        [0.5, 0],
        [1, 0],
        [0, 1],
        [0, 4],
        [1e30, 0],
        [0, 1e20],
        [1e-20, 0],
      ],
    },
  );
}

test('the Huber loss of an infinite error is infinite', () => {
  const [prediction, target] = [tensor([2], [Number.POSITIVE_INFINITY, 1]), zeros([2])];
  expect(huberLoss(prediction, target, { reduction: 'none' }).toNested()).toEqual([
    Number.POSITIVE_INFINITY,
    0.5,
  ]);
});

test('the Huber loss needs a delta above 0', () => {
  for (const delta of [0, -1, Number.NaN]) {
    expect(() => huberLoss(zeros([1]), zeros([1]), { delta })).toThrow(
      new ArgumentError('huberLoss', `delta is ${delta}; it must be a number greater than 0.`),
    );
  }
});
