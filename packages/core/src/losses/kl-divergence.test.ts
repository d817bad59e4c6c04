import { describe, expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { ArgumentError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { logSoftmax } from '../ops/log-softmax.js';
import { softmax } from '../ops/softmax.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { scalar, tensor } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { elementLossContract } from '../testing/loss-contract.js';
import { klDivergence } from './kl-divergence.js';

function distributions() {
  const random = seeded(1);
  return { prediction: logSoftmax(normal()([3, 5], random)), target: softmax(normal()([3, 5], random)) };
}

elementLossContract(
  { describe, test },
  {
    name: 'the divergence from probabilities',
    apply: klDivergence,
    value: (x, t) => (t === 0 ? 0 : t * (Math.log(t) - x)),
    slopes: (x, t) => (t === 0 ? [0, 0] : [-t, Math.log(t) + 1 - x]),
    pairs: [
      [-0.5, 0.25],
      [-3, 0.7],
      [-1e4, 0.5],
      [0, 1],
      [-2, 0],
      [Number.NEGATIVE_INFINITY, 0],
      [-20, 1e-20],
    ],
    smooth: distributions,
  },
);

elementLossContract(
  { describe, test },
  {
    name: 'the divergence from logarithms of probabilities',
    apply: (prediction, target, options) => klDivergence(prediction, target, { ...options, logTarget: true }),
    value: (x, t) => (t === Number.NEGATIVE_INFINITY ? 0 : Math.exp(t) * (t - x)),
    slopes: (x, t) => (t === Number.NEGATIVE_INFINITY ? [0, 0] : [-Math.exp(t), Math.exp(t) * (t - x + 1)]),
    pairs: [
      [-0.5, -1.5],
      [-3, -0.25],
      [-1e4, -0.7],
      [0, 0],
      [-2, Number.NEGATIVE_INFINITY],
      [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
      [-20, -1000],
    ],
  },
);

test('the divergence of a batch is averaged over distributions, not over elements', () => {
  const { prediction, target } = distributions();
  const perElement = klDivergence(prediction, target).item();
  expectClose(klDivergence(prediction, target, { reduction: 'batchmean' }).item(), 5 * perElement);
  const model = parameter(prediction);
  differentiate([model], () => klDivergence(model, target, { reduction: 'batchmean' }));
  expectClose(
    model.gradient?.toFloats() ?? [],
    target.toFloats().map((t) => -t / 3),
  );
});

test('the divergence of a distribution from itself is 0, and from another above 0', () => {
  const { prediction, target } = distributions();
  const own = tensor([3, 5], prediction.toFloats().map(Math.exp));
  expectClose(klDivergence(prediction, own, { reduction: 'sum' }).item(), 0);
  expect(klDivergence(prediction, target, { reduction: 'sum' }).item()).toBeGreaterThan(0.1);
});

test('the divergence of a single number has no batch', () => {
  expect(() => klDivergence(scalar(0), scalar(1), { reduction: 'batchmean' })).toThrow(
    new ArgumentError(
      'klDivergence',
      "the operands are single numbers, which have no batch; reduce by 'sum' instead of 'batchmean'.",
    ),
  );
});
