/**
 * Every combination of class weights, label smoothing, reduction, ignored targets and logits, beside
 * the definition in double precision: four weights, three smoothings, three reductions, three ways
 * to ignore and two kinds of logits, 216 in all.
 */
import { expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { NonFiniteError } from '../errors.js';
import { sum } from '../ops/reduce.js';
import { indices } from '../tensor/indices.js';
import { parameter } from '../tensor/parameter.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { classLosses, logSoftmaxOf } from '../testing/class-loss-reference.js';
import { IGNORED } from './class-targets.js';
import { crossEntropy } from './cross-entropy.js';

const [N, V] = [5, 4];
const weights: Readonly<Record<string, readonly number[] | undefined>> = {
  'no weights': undefined,
  'weights of every size': [0.5, 1, 2, 1e-3],
  'a weight of zero': [0, 1, 2, 0.5],
  'weights of zero': [0, 0, 0, 0],
};
const ignoring: Readonly<Record<string, { readonly index: number; readonly targets: readonly number[] }>> = {
  nothing: { index: IGNORED, targets: [0, 3, 1, 2, 3] },
  'two positions': { index: IGNORED, targets: [0, IGNORED, 1, IGNORED, 3] },
  'a class': { index: 1, targets: [0, 3, 1, 2, 1] },
};
/** What is -Infinity is never the target. */
const logits: Readonly<Record<string, readonly (readonly number[])[]>> = {
  'finite logits': [
    [1, -2, 0.5, 3],
    [0, 0, 0, 0],
    [100, -100, 50, 0],
    [-3, 2, 1, -1],
    [0.1, 0.2, 0.3, 0.4],
  ],
  'logits of -Infinity': [
    [1, Number.NEGATIVE_INFINITY, 0.5, 3],
    [Number.NEGATIVE_INFINITY, 0, 0, 0],
    [100, 100, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
    [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, 1, Number.NEGATIVE_INFINITY],
    [0.1, 0.2, Number.NEGATIVE_INFINITY, 0.4],
  ],
};

const combinations = Object.entries(weights).flatMap(([weightName, weight]) =>
  [0, 0.3, 1].flatMap((labelSmoothing) =>
    (['mean', 'sum', 'none'] as const).flatMap((reduction) =>
      Object.entries(ignoring).flatMap(([ignored, { index, targets }]) =>
        Object.entries(logits).map(([kind, rows]) => ({
          name: `${kind}, ${weightName}, smoothing ${labelSmoothing}, ${reduction}, ignoring ${ignored}`,
          weight,
          labelSmoothing,
          reduction,
          index,
          targets,
          rows,
        })),
      ),
    ),
  ),
);

test('there are 216 combinations', () => {
  expect(combinations).toHaveLength(216);
});

type Combination = (typeof combinations)[number];

/** The losses by their definition, for logits that may have been moved. */
const definition = (
  { weight, labelSmoothing, targets, index, rows: own }: Combination,
  rows: readonly (readonly number[])[] = own,
) =>
  classLosses({ rows: rows.map(logSoftmaxOf), targets, weight, ignored: index, smoothing: labelSmoothing });
const total = (combination: Combination, rows?: readonly (readonly number[])[]): number => {
  const { mean, sum: all } = definition(combination, rows);
  return combination.reduction === 'mean' ? mean : all;
};

const found = ({ weight, labelSmoothing, reduction, targets, index }: Combination, numbers: Tensor): Tensor =>
  crossEntropy(numbers, indices([N], targets), {
    labelSmoothing,
    reduction,
    ignoredIndex: index,
    ...(weight === undefined ? {} : { weight: tensor([V], weight) }),
  });

/** The derivatives by finite differences; 0 by what is infinite. */
function slopes(combination: Combination): readonly number[] {
  const step = 1e-4;
  const { rows } = combination;
  return rows.flatMap((row, r) =>
    row.map((logit, c) => {
      if (!Number.isFinite(logit)) return 0;
      const moved = (by: number) => rows.map((other, s) => (s === r ? other.with(c, logit + by) : other));
      return (total(combination, moved(step)) - total(combination, moved(-step))) / (2 * step);
    }),
  );
}

test.each(combinations)('the value is that of the definition: $name', (combination) => {
  const { reduction, rows } = combination;
  const expected = reduction === 'none' ? definition(combination).losses : [total(combination)];
  expectNear(found(combination, tensor([N, V], rows.flat())).toFloats(), expected, 1e-5);
});

const isFinite = (combination: Combination) => Number.isFinite(total(combination));

test.each(combinations.filter(isFinite))(
  'the gradient is that of finite differences: $name',
  (combination) => {
    const model = parameter(tensor([N, V], combination.rows.flat()));
    differentiate([model], () => sum(found(combination, model)));
    expectNear(model.gradient?.toFloats() ?? [], slopes(combination), 2e-5);
  },
);

test.each(combinations.filter((combination) => !isFinite(combination)))(
  'a loss that is not finite ends the step: $name',
  (combination) => {
    const model = parameter(tensor([N, V], combination.rows.flat()));
    expect(() => differentiate([model], () => sum(found(combination, model)))).toThrow(NonFiniteError);
  },
);

/** Compares numbers of which some may be NaN or infinite. */
function expectNear(found: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  const far = expected.flatMap((wanted, i) => {
    const number = found[i] ?? Number.NaN;
    const near = Object.is(number, wanted) || Math.abs(number - wanted) <= tolerance * (1 + Math.abs(wanted));
    return near ? [] : [{ i, number, wanted }];
  });
  expect(far).toEqual([]);
}
