import { describe, expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { binaryCrossEntropyWithLogits } from './binary-cross-entropy-with-logits.js';

/** `-(t log σ(x) + (1 - t) log(1 - σ(x)))` in double precision, for moderate x. */
function reference(x: number, t: number): number {
  const p = 1 / (1 + Math.exp(-x));
  return -(t * Math.log(p) + (1 - t) * Math.log(1 - p));
}

describe('the binary cross-entropy of logits', () => {
  const logits = [-3, -0.5, 0, 0.25, 2, 5];
  const targets = [0, 1, 0.5, 0.25, 1, 0];

  test('is averaged, summed, or given for every element', () => {
    const [x, t] = [tensor([2, 3], logits), tensor([2, 3], targets)];
    const expected = logits.map((logit, i) => reference(logit, targets[i] ?? 0));
    const total = expected.reduce((sum, loss) => sum + loss, 0);
    expectClose(binaryCrossEntropyWithLogits(x, t, { reduction: 'none' }).toFloats(), expected);
    expectClose(binaryCrossEntropyWithLogits(x, t, { reduction: 'sum' }).item(), total);
    expectClose(binaryCrossEntropyWithLogits(x, t).item(), total / 6);
  });

  test('has the gradient of finite differences, by logits and targets', () => {
    const random = seeded(1);
    const model = {
      x: parameter(normal(3)([3, 5], random)),
      t: parameter(tensor([3, 5], new Float32Array(15).fill(0.3))),
    };
    for (const reduction of ['mean', 'sum'] as const) {
      gradcheck(model, () => binaryCrossEntropyWithLogits(model.x, model.t, { reduction }));
    }
    gradcheck(model, () =>
      weightedSum(binaryCrossEntropyWithLogits(model.x, model.t, { reduction: 'none' })),
    );
  });

  test('has the slope ½ - t at a logit of 0', () => {
    const x = parameter(zeros([2]));
    differentiate([x], () => binaryCrossEntropyWithLogits(x, tensor([2], [1, 0]), { reduction: 'sum' }));
    expectClose(x.gradient?.toFloats() ?? [], [-0.5, 0.5]);
  });

  test('neither overflows nor loses its digits at large logits', () => {
    const x = parameter(tensor([6], [1e4, -1e4, 20, -20, 1e30, -1e30]));
    const t = tensor([6], [0, 1, 1, 0, 1, 0]);
    const precise = { relative: 1e-6, absolute: 0 };
    const expected = [1e4, 1e4, Math.log1p(Math.exp(-20)), Math.log1p(Math.exp(-20)), 0, 0];
    expectClose(binaryCrossEntropyWithLogits(x, t, { reduction: 'none' }).toFloats(), expected, precise);
    differentiate([x], () => binaryCrossEntropyWithLogits(x, t, { reduction: 'sum' }));
    const tail = 1 / (1 + Math.exp(20));
    expectClose(x.gradient?.toFloats() ?? [], [1, -1, -tail, tail, 0, 0], precise);
  });

  describe('with a weight of positive targets in each column', () => {
    const weights = [0.5, 2, 3];
    const posWeight = tensor([3], weights);

    test('counts them by it', () => {
      const [x, t] = [tensor([2, 3], logits), tensor([2, 3], targets)];
      const expected = logits.map((logit, i) => {
        const [target, weight] = [targets[i] ?? 0, weights[i % 3] ?? 0];
        return weight * target * reference(logit, 1) + (1 - target) * reference(logit, 0);
      });
      const total = expected.reduce((sum, loss) => sum + loss, 0);
      expectClose(binaryCrossEntropyWithLogits(x, t, { posWeight, reduction: 'none' }).toFloats(), expected);
      expectClose(binaryCrossEntropyWithLogits(x, t, { posWeight, reduction: 'sum' }).item(), total);
      expectClose(binaryCrossEntropyWithLogits(x, t, { posWeight }).item(), total / 6);
    });

    test('has the gradient of finite differences, by logits, targets and weights', () => {
      const model = {
        x: parameter(normal(3)([4, 3], seeded(2))),
        t: parameter(tensor([4, 3], new Float32Array(12).fill(0.3))),
        posWeight: parameter(posWeight),
      };
      gradcheck(model, () => binaryCrossEntropyWithLogits(model.x, model.t, { posWeight: model.posWeight }));
    });

    test('neither overflows nor loses its digits at large logits', () => {
      const x = parameter(tensor([2, 3], [1e4, 1e30, -20, -1e4, -1e30, 20]));
      const t = tensor([2, 3], [0, 1, 1, 1, 0, 1]);
      const precise = { relative: 1e-6, absolute: 0 };
      const tail = Math.log1p(Math.exp(-20));
      expectClose(
        binaryCrossEntropyWithLogits(x, t, { posWeight, reduction: 'none' }).toFloats(),
        [1e4, 0, 3 * (20 + tail), 5e3, 0, 3 * tail],
        precise,
      );
      differentiate([x], () => binaryCrossEntropyWithLogits(x, t, { posWeight, reduction: 'sum' }));
      const slope = 1 / (1 + Math.exp(20));
      expectClose(x.gradient?.toFloats() ?? [], [1, 0, -3 * (1 - slope), -0.5, 0, -3 * slope], precise);
    });

    test('needs weights that broadcast to the logits', () => {
      const run = (shape: number[]) => () =>
        binaryCrossEntropyWithLogits(zeros([2, 3]), zeros([2, 3]), { posWeight: zeros(shape) });
      expect(run([2, 1])).not.toThrow();
      expect(run([])).not.toThrow();
      expect(run([2])).toThrow(ShapeError);
      expect(run([4, 2, 3])).toThrow(
        new ShapeError(
          'binaryCrossEntropyWithLogits',
          'posWeight is [4, 2, 3], the input [2, 3]; posWeight must broadcast to the shape of the input.',
        ),
      );
    });
  });

  test('needs logits and targets of one shape', () => {
    expect(() => binaryCrossEntropyWithLogits(zeros([4, 1]), zeros([1, 4]))).toThrow(
      new ShapeError(
        'binaryCrossEntropyWithLogits',
        'the input is [4, 1], the target [1, 4]; they must have the same shape.',
      ),
    );
  });
});
