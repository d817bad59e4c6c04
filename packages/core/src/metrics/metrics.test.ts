import { describe, expect, test } from 'vitest';
import { ArgumentError, HostError, ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { topK } from '../ops/top-k.js';
import { seeded } from '../random/seeded.js';
import { indices } from '../tensor/indices.js';
import { numbersOf, tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { ConfusionMatrix } from './confusion-matrix.js';
import { Perplexity } from './perplexity.js';
import { RegressionMetrics } from './regression-metrics.js';
import { TopKAccuracy } from './top-k-accuracy.js';

describe('a confusion matrix', () => {
  // Targets 0 0 0 1 1 2, of which the last but one is not counted and class 3 does not occur.
  const matrix = new ConfusionMatrix(4);
  matrix.add(indices([0, 1, 0]), indices([0, 0, 0]));
  matrix.add(
    tensor([
      [0, 5, 1, 2],
      [9, 0, 0, 0],
      [1, 0, 0, 0],
    ]),
    indices([1, -1, 2]),
  );

  test('counts which classes were predicted for which, over batches, without those that are ignored', () => {
    expect([...matrix.counts]).toEqual([2, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    expect(matrix.total).toBe(5);
    expect(matrix.accuracy).toBe(3 / 5);
  });

  test('has the precision, recall and F1 of each class, and of all', () => {
    expectClose(matrix.precisions, [2 / 3, 1 / 2, 0, 0]);
    expectClose(matrix.recalls, [2 / 3, 1, 0, 0]);
    expectClose(matrix.f1s, [2 / 3, 2 / 3, 0, 0]);
    expectClose(matrix.precision('macro'), (2 / 3 + 1 / 2) / 4);
    expectClose(matrix.recall('macro'), (2 / 3 + 1) / 4);
    expectClose(matrix.f1('macro'), 1 / 3);
    for (const micro of [matrix.precision('micro'), matrix.recall('micro'), matrix.f1('micro')]) {
      expect(micro).toBe(3 / 5);
    }
  });

  test('refuses what does not fit, and forgets', () => {
    const other = new ConfusionMatrix(2);
    expect(() => other.add(indices([0, 2]), indices([0, 1]))).toThrow(ArgumentError);
    expect(() => other.add(indices([0]), indices([0, 1]))).toThrow(ShapeError);
    expect(() => other.add(zeros([2, 3]), indices([0, 1]))).toThrow(
      new ShapeError(
        'ConfusionMatrix.add',
        'the scores are [2, 3], the targets [2]; the scores must be [2, 2], a score for each class.',
      ),
    );
    expect(other.total).toBe(0);
    expect(other.accuracy).toBe(Number.NaN);
    other.add(indices([0]), indices([0])).reset();
    expect(other.total).toBe(0);
  });
});

test('a confusion matrix of more classes than there is room for is refused', () => {
  expect(() => new ConfusionMatrix(1e9)).toThrow(HostError);
});

describe('the accuracy of the first k', () => {
  test('counts targets that topK finds', () => {
    const random = seeded(1);
    const scores = normal()([40, 6], random);
    const targets = indices(Array.from({ length: 40 }, (_, i) => (i % 7 === 0 ? -1 : random.integer(6))));
    for (const k of [1, 2, 5, 6]) {
      const { indices: best } = topK(scores, k);
      const found = [...targets.data].filter((target, i) =>
        best.data.subarray(i * k, (i + 1) * k).includes(target),
      );
      const metric = new TopKAccuracy(k).add(scores, targets);
      expect(metric.total).toBe(34);
      expect(metric.accuracy).toBe(found.length / 34);
    }
  });

  test('counts a target whose score is not a number as missed', () => {
    const metric = new TopKAccuracy().add(tensor([[Number.NaN, 1]]), indices([0]));
    expect(metric.accuracy).toBe(0);
  });

  test('refuses what does not fit', () => {
    expect(() => new TopKAccuracy(0)).toThrow(ArgumentError);
    expect(() => new TopKAccuracy().add(zeros([2, 3]), indices([3, 0]))).toThrow(ArgumentError);
    expect(() => new TopKAccuracy().add(zeros([2, 3]), indices([0]))).toThrow(ShapeError);
  });
});

test('perplexity is that of the mean over all symbols', () => {
  const metric = new Perplexity().add(2, 30).add(1, 10).add(Number.NaN, 0);
  expect(metric.nats).toBe(1.75);
  expectClose(metric.bits, 1.75 / Math.log(2));
  expectClose(metric.perplexity, Math.exp(1.75));
  metric.reset();
  expect(metric.nats).toBe(Number.NaN);
  expect(() => metric.add(1, -1)).toThrow(ArgumentError);
});

describe('the metrics of numbers', () => {
  const random = seeded(1);
  const [y, t] = [normal()([6, 4], random), normal()([6, 4], random)];
  const weight = tensor([6, 1], [1, 0, 2, 0.5, 1, 3]);

  test('are those of their formulas, in one batch and in two', () => {
    const [p, q] = [numbersOf(y).slice(), numbersOf(t).slice()];
    const w = Array.from(p, (_, i) => numbersOf(weight)[Math.floor(i / 4)] as number);
    const total = w.reduce((sum, x) => sum + x, 0);
    const meanOf = (f: (i: number) => number) => w.reduce((sum, x, i) => sum + x * f(i), 0) / total;
    const at = (numbers: ArrayLike<number>, i: number) => numbers[i] as number;
    const squared = meanOf((i) => (at(p, i) - at(q, i)) ** 2);
    const mean = meanOf((i) => at(q, i));
    const one = new RegressionMetrics().add(y, t, weight);
    expectClose(
      one.meanAbsoluteError,
      meanOf((i) => Math.abs(at(p, i) - at(q, i))),
    );
    expectClose(one.meanSquaredError, squared);
    expectClose(one.rootMeanSquaredError, Math.sqrt(squared));
    expectClose(one.rSquared, 1 - squared / meanOf((i) => (at(q, i) - mean) ** 2));
    const two = new RegressionMetrics();
    for (let row = 0; row < 6; row++) {
      const rowOf = (x: ArrayLike<number>) => tensor([1, 4], Array.from(x).slice(row * 4, row * 4 + 4));
      two.add(rowOf(p), rowOf(q), tensor([1, 1], [numbersOf(weight)[row] as number]));
    }
    expectClose(two.rSquared, one.rSquared);
    expectClose(two.rootMeanSquaredError, one.rootMeanSquaredError);
  });

  test('do not see what has no weight, and keep their digits far from 0', () => {
    const metric = new RegressionMetrics();
    metric.add(tensor([1, Number.NaN]), tensor([2, 3]), tensor([1, 0]));
    expect(metric.meanAbsoluteError).toBe(1);
    const far = Float64Array.from([1e9 + 1, 1e9 + 2, 1e9 + 3]);
    metric.reset();
    metric.add(tensor([3], Float64Array.from([1e9 + 2, 1e9 + 2, 1e9 + 2])), tensor([3], far));
    expectClose(metric.rSquared, 0);
  });

  test('refuse what does not fit', () => {
    expect(() => new RegressionMetrics().add(zeros([2]), zeros([3]))).toThrow(ShapeError);
    expect(() => new RegressionMetrics().add(zeros([2]), zeros([2]), zeros([3]))).toThrow(ShapeError);
    for (const weight of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const add = () => new RegressionMetrics().add(zeros([2]), zeros([2]), tensor([weight, 1]));
      expect(add).toThrow(ArgumentError);
    }
  });
});
