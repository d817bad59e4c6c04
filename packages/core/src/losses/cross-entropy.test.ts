import { describe, expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { ArgumentError, NonFiniteError, ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { sum } from '../ops/reduce.js';
import { softmax } from '../ops/softmax.js';
import { seeded } from '../random/seeded.js';
import { type Indices, indices } from '../tensor/indices.js';
import { parameter } from '../tensor/parameter.js';
import { numbersOf, type Tensor, tensor, zeros } from '../tensor/tensor.js';
import { classLosses, logSoftmaxOf } from '../testing/class-loss-reference.js';
import { expectClose } from '../testing/close.js';
import { doubleEngine } from '../testing/double-engine.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { IGNORED } from './class-targets.js';
import { crossEntropy } from './cross-entropy.js';
import type { Reduction } from './reduction.js';

/** The loss of every position in double precision. */
function reference(logits: Tensor, targets: Indices): number[] {
  const columns = logits.shape.at(-1) ?? 0;
  const numbers = logits.toFloats();
  return Array.from(targets.data, (target, row) => {
    if (target === IGNORED) return 0;
    const x = Array.from(numbers.subarray(row * columns, (row + 1) * columns));
    const largest = Math.max(...x);
    const total = x.reduce((sum, logit) => sum + Math.exp(logit - largest), 0);
    return largest + Math.log(total) - (x[target] ?? Number.NaN);
  });
}

describe('the cross-entropy', () => {
  const random = seeded(1);

  test('is that of the softmax, averaged, summed, or given for every position', () => {
    for (const columns of [1, 2, 5, 17, 65]) {
      const logits = normal(2)([4, 3, columns], random);
      const targets = indices(
        [4, 3],
        Array.from({ length: 12 }, () => random.integer(columns)),
      );
      const expected = reference(logits, targets);
      const total = expected.reduce((sum, loss) => sum + loss, 0);
      const near = { relative: 1e-5, absolute: 2e-6 };
      expectClose(crossEntropy(logits, targets, { reduction: 'none' }).toFloats(), expected, near);
      expectClose(crossEntropy(logits, targets, { reduction: 'sum' }).item(), total, near);
      expectClose(crossEntropy(logits, targets).item(), total / 12, near);
    }
  });

  test('has the gradient of finite differences in every reduction, with ignored positions', () => {
    const logits = parameter(normal()([5, 7], random));
    const targets = indices([5], [0, IGNORED, 6, 3, IGNORED]);
    for (const reduction of ['mean', 'sum'] as const) {
      gradcheck([logits], () => crossEntropy(logits, targets, { reduction }));
    }
    gradcheck([logits], () => weightedSum(crossEntropy(logits, targets, { reduction: 'none' })));
  });

  test('has the gradient softmax - onehot', () => {
    const logits = parameter(normal()([1, 4], random));
    differentiate([logits], () => crossEntropy(logits, indices([1], [2])));
    const expected = softmax(logits).toFloats();
    expected[2] = (expected[2] ?? 0) - 1;
    expectClose(logits.gradient?.toFloats() ?? [], expected);
  });

  test('counts nothing where the target is IGNORED', () => {
    const logits = normal()([3, 4], random);
    const both = indices([3], [1, IGNORED, 3]);
    const expected = reference(logits, both);
    expect(crossEntropy(logits, both, { reduction: 'none' }).toFloats()[1]).toBe(0);
    expectClose(crossEntropy(logits, both).item(), ((expected[0] ?? 0) + (expected[2] ?? 0)) / 2);
    const p = parameter(logits);
    differentiate([p], () => crossEntropy(p, both));
    expect([...(p.gradient?.toFloats() ?? [])].slice(4, 8)).toEqual([0, 0, 0, 0]);
  });

  test('over no position at all is NaN as a mean, which a step refuses, and 0 as a sum', () => {
    const logits = parameter(zeros([2, 3]));
    const none = indices([2], [IGNORED, IGNORED]);
    expect(crossEntropy(logits, none).item()).toBe(Number.NaN);
    expect(crossEntropy(logits, none, { reduction: 'sum' }).item()).toBe(0);
    expect(() => differentiate([logits], () => crossEntropy(logits, none))).toThrow(NonFiniteError);
  });

  test('does not overflow at large logits', () => {
    const logits = tensor([2, 3], [1e4, -1e4, 0, 1e30, 0, -1e30]);
    expectClose(crossEntropy(logits, indices([2], [2, 0]), { reduction: 'none' }).toFloats(), [1e4, 0]);
  });

  test('is log V where all logits are equal', () => {
    expectClose(crossEntropy(zeros([4, 65]), indices([4], [0, 1, 2, 3])).item(), Math.log(65));
  });

  test('takes a single position', () => {
    expectClose(crossEntropy(tensor([2], [0, 0]), indices([], [1])).item(), Math.LN2);
  });

  describe.each([
    ['weights', { weighted: true, smoothing: 0, ignored: IGNORED }],
    ['label smoothing', { weighted: false, smoothing: 0.1, ignored: IGNORED }],
    ['full label smoothing', { weighted: false, smoothing: 1, ignored: IGNORED }],
    [
      'weights, label smoothing and another number for ignored positions',
      { weighted: true, smoothing: 0.3, ignored: -100 },
    ],
    ['a class that is ignored', { weighted: false, smoothing: 0, ignored: 2 }],
  ])('with %s', (_, { weighted, smoothing, ignored }) => {
    const [B, T, V] = [3, 4, 7];
    const logits = tensor([T, B, V], Float64Array.from(normal(2)([T * B * V], random).toFloats()));
    const targets = Array.from({ length: T * B }, (_, i) => (i % 5 === 3 ? ignored : random.integer(V)));
    const weight = weighted ? Array.from({ length: V }, () => 2 * random.float()) : undefined;
    const options = {
      labelSmoothing: smoothing,
      ignoredIndex: ignored,
      ...(weight === undefined ? {} : { weight: tensor([V], Float64Array.from(weight)) }),
    };
    const ids = indices([T, B], targets);
    const numbers = Array.from(numbersOf(logits));
    const rows = Array.from({ length: T * B }, (_, r) => logSoftmaxOf(numbers.slice(r * V, (r + 1) * V)));
    const expected = classLosses({ rows, targets, weight, ignored, smoothing });
    const values = () => [
      ...numbersOf(crossEntropy(logits, ids, options)),
      ...numbersOf(crossEntropy(logits, ids, { ...options, reduction: 'sum' })),
      ...numbersOf(crossEntropy(logits, ids, { ...options, reduction: 'none' })),
    ];

    test('is what its definition gives, in every reduction', () => {
      const wanted = [expected.mean, expected.sum, ...expected.losses];
      expectClose(values(), wanted, { relative: 1e-5, absolute: 1e-6 });
      doubleEngine().run(() => expectClose(values(), wanted, { relative: 1e-12, absolute: 1e-12 }));
    });

    test('has the gradient of finite differences in every reduction', () => {
      const model = parameter(logits);
      for (const reduction of ['mean', 'sum'] as const) {
        gradcheck([model], () => crossEntropy(model, ids, { ...options, reduction }));
      }
      gradcheck([model], () => weightedSum(crossEntropy(model, ids, { ...options, reduction: 'none' })));
    });
  });

  test('does not overflow at large logits with weights and label smoothing either', () => {
    const logits = parameter(tensor([2, 3], [1e4, -1e4, 0, 1e30, 0, -1e30]));
    const options = { weight: tensor([3], [1, 2, 3]), labelSmoothing: 0.5 };
    const { loss } = differentiate([logits], () => crossEntropy(logits, indices([2], [2, 0]), options));
    // The second row has -½ (3 (-2e30) + 2 (-1e30))/3, beside which the rest is nothing. The mean
    // divides by 3 + 1.
    expectClose(loss, 4e30 / 3 / 4);
    // (Q softmax - q)/4 with q = ½ w_target onehot + w/6 and its sum Q.
    expectClose(logits.gradient?.toFloats() ?? [], [
      (2.5 - 1 / 6) / 4,
      -1 / 12,
      -0.5,
      (1.5 - 2 / 3) / 4,
      -1 / 12,
      -1 / 8,
    ]);
  });

  test('needs label smoothing from 0 to 1', () => {
    for (const labelSmoothing of [-0.1, 1.5, Number.NaN]) {
      expect(() => crossEntropy(zeros([1, 2]), indices([1], [0]), { labelSmoothing })).toThrow(
        new ArgumentError(
          'crossEntropy',
          `labelSmoothing is ${labelSmoothing}; it must be a finite number of at least 0 and of at most 1.`,
        ),
      );
    }
  });

  test('needs targets of the shape of the logits without its last axis', () => {
    for (const [logits, targets] of [
      [zeros([4, 3]), indices([3], [0, 0, 0])],
      [zeros([4, 3]), indices([2, 2], [0, 0, 0, 0])],
      [zeros([]), indices([], [0])],
    ] as const) {
      expect(() => crossEntropy(logits, targets)).toThrow(
        new ShapeError(
          'crossEntropy',
          `the logits are [${logits.shape.join(', ')}], the targets [${targets.shape.join(', ')}]; ` +
            'the targets must have the shape of the logits without its last axis.',
        ),
      );
    }
  });

  test('needs targets below V', () => {
    for (const target of [3, -2]) {
      expect(() => crossEntropy(zeros([2, 3]), indices([2], [0, target]))).toThrow(
        new ArgumentError(
          'crossEntropy',
          `the index at position 1 of [2] is ${target}; indices must be from 0 to 2.`,
        ),
      );
    }
  });

  test('needs a reduction that exists', () => {
    const reduction = JSON.parse('"average"') as Reduction;
    expect(() => crossEntropy(zeros([1, 2]), indices([1], [0]), { reduction })).toThrow(
      "crossEntropy: there is no reduction 'average'; it must be 'mean', 'sum' or 'none'.",
    );
  });
});

test('what is infinite or NaN at an ignored position reaches no gradient, with weights and smoothing too', () => {
  const weight = tensor([2], [1, 1]);
  for (const options of [{}, { weight }, { labelSmoothing: 0.1 }, { weight, labelSmoothing: 0.1 }]) {
    for (const reduction of ['mean', 'sum', 'none'] as const) {
      for (const bad of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]) {
        const logits = parameter(tensor([2, 2], [1, 2, bad, 0]));
        const { loss } = differentiate([logits], () => {
          const losses = crossEntropy(logits, indices([2], [0, IGNORED]), { ...options, reduction });
          return reduction === 'none' ? sum(losses) : losses;
        });
        expect(loss).toBeGreaterThan(1);
        const gradient = logits.gradient?.toFloats() ?? [];
        expect(gradient[0]).toBeLessThan(-0.6);
        expect([...gradient].slice(2).map(Math.abs)).toEqual([0, 0]);
      }
    }
  }
});
