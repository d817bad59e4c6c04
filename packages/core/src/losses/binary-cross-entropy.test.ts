import { describe, expect, test } from 'vitest';
import { normal, uniform } from '../nn/initializers.js';
import { sigmoid } from '../ops/activations/sigmoid.js';
import { seeded } from '../random/seeded.js';
import { tensor } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { elementLossContract } from '../testing/loss-contract.js';
import { binaryCrossEntropy } from './binary-cross-entropy.js';
import { binaryCrossEntropyWithLogits } from './binary-cross-entropy-with-logits.js';

const limited = (logarithm: number) => Math.max(logarithm, -100);

elementLossContract(
  { describe, test },
  {
    name: 'the binary cross-entropy of probabilities',
    apply: binaryCrossEntropy,
    value: (p, t) => -(t * limited(Math.log(p)) + (1 - t) * limited(Math.log1p(-p))),
    slopes: (p, t) => [
      (p - t) / Math.max(p * (1 - p), 1e-12),
      limited(Math.log1p(-p)) - limited(Math.log(p)),
    ],
    pairs: [
      [0.5, 0],
      [0.5, 1],
      [0.25, 0.75],
      [0.9, 1],
      [1e-3, 0],
      [0, 0],
      [1, 1],
      [1, 0],
      [0, 1],
      [0, 0.5],
      [1e-6, 1],
      [1e-30, 1],
    ],
    smooth() {
      const random = seeded(1);
      const between = (x: number) => 0.5 + 0.4 * x;
      const [prediction, target] = [1, 2].map(() =>
        tensor([3, 5], uniform(1)([3, 5], random).toFloats().map(between)),
      ) as [ReturnType<typeof tensor>, ReturnType<typeof tensor>];
      return { prediction, target };
    },
  },
);

test('the binary cross-entropy of probabilities is that of their logits', () => {
  const random = seeded(2);
  const logits = normal(2)([4, 5], random);
  const targets = sigmoid(normal()([4, 5], random));
  expectClose(
    binaryCrossEntropy(sigmoid(logits), targets).item(),
    binaryCrossEntropyWithLogits(logits, targets).item(),
  );
});

test('the binary cross-entropy of what is no probability is NaN', () => {
  const y = binaryCrossEntropy(tensor([3], [-0.1, 1.1, Number.NaN]), tensor([3], [1, 0, 1]), {
    reduction: 'none',
  });
  expect(y.toNested()).toEqual([Number.NaN, Number.NaN, Number.NaN]);
});
