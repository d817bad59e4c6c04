import { describe, expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { logSoftmax } from '../ops/log-softmax.js';
import { seeded } from '../random/seeded.js';
import { indices } from '../tensor/indices.js';
import { parameter } from '../tensor/parameter.js';
import { numbersOf, tensor, zeros } from '../tensor/tensor.js';
import { classLosses } from '../testing/class-loss-reference.js';
import { expectClose } from '../testing/close.js';
import { doubleEngine } from '../testing/double-engine.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { IGNORED } from './class-targets.js';
import { crossEntropy } from './cross-entropy.js';
import { negativeLogLikelihood } from './negative-log-likelihood.js';
import type { Reduction } from './reduction.js';

const rows = [
  [-0.5, -2, -1.25],
  [-3, -0.1, -4],
  [-1, -1.1, -1.2],
  [-0.25, -7, -2],
];
const x = tensor([2, 2, 3], rows.flat());

describe('the negative log-likelihood', () => {
  const weights = [0.5, 2, 1.25];

  test.each([
    ['plain', [0, 2, 1, 0], undefined, IGNORED],
    ['with classes of different weight', [0, 2, 1, 0], weights, IGNORED],
    ['with ignored positions', [0, IGNORED, 1, 0], undefined, IGNORED],
    ['with both, and another number for ignored ones', [0, 2, -100, 1], weights, -100],
    ['with a class that is ignored', [0, 2, 1, 0], weights, 0],
  ])('is that of the targets, %s', (_, targets, weight, ignored) => {
    const expected = classLosses({ rows, targets, weight, ignored });
    const options = {
      ignoredIndex: ignored,
      ...(weight === undefined ? {} : { weight: tensor([3], Float64Array.from(weight)) }),
    };
    const ids = indices([2, 2], targets);
    expectClose(negativeLogLikelihood(x, ids, options).item(), expected.mean);
    expectClose(negativeLogLikelihood(x, ids, { ...options, reduction: 'sum' }).item(), expected.sum);
    const each = negativeLogLikelihood(x, ids, { ...options, reduction: 'none' });
    expect(each.shape).toEqual([2, 2]);
    expectClose(each.toFloats(), expected.losses);
    doubleEngine().run(() => {
      const mean = negativeLogLikelihood(
        tensor([4, 3], Float64Array.from(rows.flat())),
        indices([4], targets),
        options,
      );
      expectClose(numbersOf(mean), [expected.mean], { relative: 1e-14, absolute: 0 });
    });
    const model = parameter(x);
    for (const reduction of ['mean', 'sum'] as const) {
      gradcheck([model], () => negativeLogLikelihood(model, ids, { ...options, reduction }));
    }
    gradcheck([model], () =>
      weightedSum(negativeLogLikelihood(model, ids, { ...options, reduction: 'none' })),
    );
  });

  test('of logSoftmax is the cross-entropy', () => {
    const random = seeded(1);
    const logits = normal(3)([5, 7], random);
    const targets = indices([5], [0, 6, 3, IGNORED, 2]);
    const weight = tensor([7], normal()([7], random).toFloats().map(Math.abs));
    for (const options of [{}, { weight }]) {
      expectClose(
        negativeLogLikelihood(logSoftmax(logits), targets, options).item(),
        crossEntropy(logits, targets, options).item(),
      );
    }
  });

  test('is infinite where the impossible happened, but not where that counts nothing', () => {
    const impossible = parameter(
      tensor([3, 2], [Number.NEGATIVE_INFINITY, 0, Number.NEGATIVE_INFINITY, 0, 0, -1]),
    );
    const options = { weight: tensor([2], [0, 1]), reduction: 'none' } as const;
    expect(negativeLogLikelihood(impossible, indices([3], [0, IGNORED, 1]), options).toNested()).toEqual([
      0, 0, 1,
    ]);
    differentiate([impossible], () =>
      negativeLogLikelihood(impossible, indices([3], [0, IGNORED, 1]), { weight: options.weight }),
    );
    expectClose(impossible.gradient?.toFloats() ?? [], [0, 0, 0, 0, 0, -1]);
    const { reduction } = options;
    expectClose(negativeLogLikelihood(impossible, indices([3], [0, 0, 0]), { reduction }).toFloats(), [
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      0,
    ]);
  });

  test('over no position at all is NaN as a mean, and 0 as a sum', () => {
    const none = indices([2, 2], [IGNORED, IGNORED, IGNORED, IGNORED]);
    expect(negativeLogLikelihood(x, none).item()).toBe(Number.NaN);
    expect(negativeLogLikelihood(x, none, { reduction: 'sum' }).item()).toBe(0);
  });

  test('takes a single position', () => {
    expectClose(negativeLogLikelihood(tensor([2], [-1, -2]), indices([], [1])).item(), 2);
  });

  test('leaves weights that are parameters alone', () => {
    const model = { x: parameter(x), weight: parameter(tensor([3], weights)) };
    differentiate(model, () =>
      negativeLogLikelihood(model.x, indices([2, 2], [0, 1, 2, 0]), { weight: model.weight }),
    );
    expect(model.weight.gradient).toBeUndefined();
  });

  test('needs targets and weights that fit', () => {
    expect(() => negativeLogLikelihood(x, indices([4], [0, 0, 0, 0]))).toThrow(
      new ShapeError(
        'negativeLogLikelihood',
        'the log-probabilities are [2, 2, 3], the targets [4]; the targets must have the shape of the log-probabilities without its last axis.',
      ),
    );
    expect(() => negativeLogLikelihood(x, indices([2, 2], [0, 0, 0, 0]), { weight: zeros([2]) })).toThrow(
      new ShapeError(
        'negativeLogLikelihood',
        'the weight is [2], the log-probabilities [2, 2, 3]; the weight must be [3], a number for each class.',
      ),
    );
    expect(() => negativeLogLikelihood(x, indices([2, 2], [0, 0, -1, 0]), { ignoredIndex: -100 })).toThrow(
      new ArgumentError(
        'negativeLogLikelihood',
        'the index at position 2 of [2, 2] is -1; indices must be from 0 to 2.',
      ),
    );
    expect(() => negativeLogLikelihood(x, indices([2, 2], [0, 0, 0, 0]), { ignoredIndex: 0.5 })).toThrow(
      new ArgumentError('negativeLogLikelihood', 'the ignoredIndex is 0.5; it must be a whole number.'),
    );
    const reduction = JSON.parse('"average"') as Reduction;
    expect(() => negativeLogLikelihood(x, indices([2, 2], [0, 0, 0, 0]), { reduction })).toThrow(
      "negativeLogLikelihood: there is no reduction 'average'; it must be 'mean', 'sum' or 'none'.",
    );
  });
});
