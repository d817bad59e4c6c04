import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { elementLossContract } from '../testing/loss-contract.js';
import { huberLoss } from './huber-loss.js';
import { type SmoothL1LossOptions, smoothL1Loss } from './smooth-l1-loss.js';

for (const own of [{}, { beta: 0.5 }, { beta: 4 }, { beta: 0 }] satisfies SmoothL1LossOptions[]) {
  const beta = 'beta' in own ? own.beta : 1;
  elementLossContract(
    { describe, test },
    {
      name: `the smooth L1 loss with beta ${beta}`,
      apply: (prediction, target, options) => smoothL1Loss(prediction, target, { ...options, ...own }),
      value(p, t) {
        const error = Math.abs(p - t);
        return error < beta ? error ** 2 / (2 * beta) : error - beta / 2;
      },
      slopes(p, t) {
        const slope = Math.abs(p - t) < beta ? (p - t) / beta : Math.sign(p - t);
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

test('the smooth L1 loss is the Huber loss divided by its width', () => {
  const random = seeded(2);
  const [prediction, target] = [normal()([40], random), normal()([40], random)];
  const huber = huberLoss(prediction, target, { delta: 0.25 }).item();
  expectClose(smoothL1Loss(prediction, target, { beta: 0.25 }).item(), 4 * huber);
});

test('a beta that is 0 in single precision gives the L1 loss, not 0 over 0', () => {
  const [prediction, target] = [tensor([3, 0, -2]), tensor([1, 0, 0])];
  for (const beta of [0, 1e-50, 1e-46]) {
    expect(smoothL1Loss(prediction, target, { beta, reduction: 'none' }).toNested()).toEqual([2, 0, 2]);
  }
  expect(() => smoothL1Loss(prediction, target, { beta: 1e39 })).toThrow(ArgumentError);
});

test('the smooth L1 loss needs a beta of at least 0', () => {
  for (const beta of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => smoothL1Loss(zeros([1]), zeros([1]), { beta })).toThrow(
      new ArgumentError('smoothL1Loss', `beta is ${beta}; it must be a finite number of at least 0.`),
    );
  }
});
