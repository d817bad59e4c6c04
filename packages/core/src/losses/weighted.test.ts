import { describe, expect, test } from 'vitest';
import { pullBack } from '../autodiff/pull-back.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { sigmoid } from '../ops/activations/sigmoid.js';
import { broadcastTo } from '../ops/broadcast-to.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { numbersOf, type Tensor, tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { binaryCrossEntropy } from './binary-cross-entropy.js';
import { binaryCrossEntropyWithLogits } from './binary-cross-entropy-with-logits.js';
import { huberLoss } from './huber-loss.js';
import { l1Loss } from './l1-loss.js';
import { meanSquaredError } from './mean-squared-error.js';
import { smoothL1Loss } from './smooth-l1-loss.js';
import type { WeightedLossOptions } from './weighted.js';

type Loss = (y: Tensor, t: Tensor, options?: WeightedLossOptions) => Tensor;

const losses: readonly (readonly [name: string, loss: Loss])[] = [
  ['meanSquaredError', meanSquaredError],
  ['l1Loss', l1Loss],
  ['smoothL1Loss', smoothL1Loss],
  ['huberLoss', huberLoss],
  ['binaryCrossEntropy', binaryCrossEntropy],
  ['binaryCrossEntropyWithLogits', binaryCrossEntropyWithLogits],
];

describe.each(losses)('%s', (_name, loss) => {
  const random = seeded(1);
  const [y, t] = [sigmoid(normal()([4, 3], random)), sigmoid(normal()([4, 3], random))];
  const weights = [tensor([4, 1], [1, 0, 2, 0.5]), tensor([1, 2, 0]), normal()([4, 3], random)];

  test('weighs each element, and its mean divides by the sum of the weights', () => {
    const each = numbersOf(loss(y, t, { reduction: 'none' })).slice();
    for (const weight of weights) {
      const w = Array.from(numbersOf(broadcastTo(weight, y.shape)));
      const weighted = Array.from(each, (one, i) => one * (w[i] as number));
      const sum = weighted.reduce((total, one) => total + one, 0);
      const total = w.reduce((total, one) => total + one, 0);
      expectClose(loss(y, t, { weight, reduction: 'none' }).toFloats(), weighted);
      expectClose(loss(y, t, { weight, reduction: 'sum' }).item(), sum, { relative: 1e-5 });
      expectClose(loss(y, t, { weight }).item(), sum / total, { relative: 1e-4 });
    }
  });

  test('has the gradient of finite differences', () => {
    const model = { y: parameter(y), t: parameter(t) };
    for (const weight of weights) {
      for (const reduction of ['sum', 'mean'] as const) {
        gradcheck(model, () => loss(model.y, model.t, { weight, reduction }), { step: 1e-5, absolute: 1e-7 });
      }
    }
  });

  test('does not see elements without weight, even if they are NaN', () => {
    const [p, q] = [tensor([0.75, Number.NaN]), tensor([0.5, Number.NaN])];
    const weight = tensor([2, 0]);
    const { results, gradients } = pullBack(() => loss(p, q, { weight }), [p], tensor(1));
    expectClose(results.item(), loss(tensor([0.75]), tensor([0.5])).item());
    expect(gradients[0]?.toFloats()[1]).toBe(0);
    expect(Number.isFinite(gradients[0]?.toFloats()[0])).toBe(true);
  });

  test('refuses a weight that does not fit', () => {
    expect(() => loss(y, t, { weight: zeros([3, 4]) })).toThrow(ShapeError);
    expect(() => loss(y, t, { weight: zeros([1, 4, 3]) })).toThrow(ShapeError);
    expect(() => loss(y, t, { weight: JSON.parse('1') as Tensor })).toThrow(ArgumentError);
  });
});
