import { describe, expect, test } from 'vitest';
import { differentiate, evaluate } from '../autodiff/differentiate.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { multiply } from '../ops/arithmetic.js';
import { sum } from '../ops/reduce.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { type Tensor, tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { normal } from './initializers.js';
import { LayerNorm } from './layer-norm.js';

/** Each run of `n` numbers less its mean, divided by the root of its biased variance plus eps. */
function standardized(numbers: ArrayLike<number>, n: number, eps: number): number[] {
  const all = Array.from(numbers);
  return all.map((x, i) => {
    const run = all.slice(i - (i % n), i - (i % n) + n);
    const mean = run.reduce((sum, y) => sum + y, 0) / n;
    const variance = run.reduce((sum, y) => sum + (y - mean) ** 2, 0) / n;
    return (x - mean) / Math.sqrt(variance + eps);
  });
}

describe('layer norm', () => {
  const random = seeded(1);

  test('gives each sample mean 0 and variance 1 over the last axis', () => {
    const x = normal(3)([2, 3, 5], random);
    const y = new LayerNorm(5).forward(x);
    expect(y.shape).toEqual([2, 3, 5]);
    expectClose(y.toFloats(), standardized(x.toFloats(), 5, 1e-5));
  });

  test('normalizes over several axes together, with scale and shift for each element', () => {
    const layer = new LayerNorm([3, 2], { eps: 0.5 });
    layer.weight?.assign(tensor([3, 2], [1, 2, 3, 4, 5, 6]));
    layer.bias?.assign(tensor([3, 2], [0, 1, 0, 1, 0, 1]));
    const x = normal()([4, 3, 2], random);
    const expected = standardized(x.toFloats(), 6, 0.5).map((y, i) => y * ((i % 6) + 1) + (i % 2));
    expectClose(layer.forward(x).toFloats(), expected);
  });

  test('takes a single sample, and no sample', () => {
    const layer = new LayerNorm(4);
    expectClose(layer.forward(tensor([4], [1, 2, 3, 4])).toFloats(), standardized([1, 2, 3, 4], 4, 1e-5));
    expect(layer.forward(zeros([0, 4])).shape).toEqual([0, 4]);
  });

  test('gives zero for a sample of equal numbers, and for one number', () => {
    expect(new LayerNorm(3).forward(tensor([3], [7, 7, 7])).toNested()).toEqual([0, 0, 0]);
    expect(new LayerNorm(1).forward(tensor([2, 1], [5, -3])).toNested()).toEqual([[0], [0]]);
  });

  test('keeps its digits where the mean is large', () => {
    const x = tensor([4], [1e4 + 1, 1e4 + 2, 1e4 + 3, 1e4 + 4]);
    expectClose(new LayerNorm(4).forward(x).toFloats(), standardized([1, 2, 3, 4], 4, 1e-5));
  });

  test('computes the same inside an evaluation', () => {
    const layer = new LayerNorm(5);
    const x = normal()([3, 5], random);
    expect(evaluate(() => layer.forward(x)).toNested()).toEqual(layer.forward(x).toNested());
  });

  test.each([
    ['the last axis', 5, [4, 5]],
    ['one sample', 5, [5]],
    ['two axes', [3, 2], [2, 2, 3, 2]],
  ] as const)('has the gradient of finite differences: %s', (_name, shape, inputShape) => {
    for (const affine of [true, false]) {
      const layer = new LayerNorm(shape, { affine });
      const redraw = (p: Tensor | undefined) => p && normal()(p.shape, random);
      const [weight, bias] = [redraw(layer.weight), redraw(layer.bias)];
      if (weight !== undefined) layer.weight?.assign(weight);
      if (bias !== undefined) layer.bias?.assign(bias);
      const x = parameter(normal()(inputShape, random));
      gradcheck({ layer, x }, () => weightedSum(layer.forward(x)));
    }
  });

  test('names an input of another shape', () => {
    expect(() => new LayerNorm(4).forward(zeros([4, 3]))).toThrow(
      new ShapeError('LayerNorm', 'the input is [4, 3]; its last axis must be [4], the shape of the layer.'),
    );
    expect(() => new LayerNorm([2, 3]).forward(zeros([3]))).toThrow(
      'the input is [3]; its last 2 axes must be [2, 3]',
    );
  });

  test('names an argument that cannot be', () => {
    expect(() => new LayerNorm([])).toThrow('LayerNorm: the number of axes is 0; it must be a whole number');
    expect(() => new LayerNorm([3, 0])).toThrow('LayerNorm: the length of an axis is 0');
    expect(() => new LayerNorm(3, { eps: -1 })).toThrow(
      new ArgumentError('LayerNorm', 'eps is -1; it must be a finite number of at least 0.'),
    );
  });
});

/**
 * Rows of 13 means up to 1e10 and 10 spreads down to a quarter of a unit in the last place, whose
 * exact values are those of the rounded inputs in double precision.
 */
describe('layer norm keeps its digits, whatever the mean and the spread:', () => {
  const means = [0, 1e-6, 1e-3, 0.1, 1, 10, 1e2, 1e3, 1e4, 1e6, 1e8, 1e9, 1e10];
  const spreads = [6e-8, 1e-6, 1e-4, 1e-2, 0.1, 1, 10, 1e3, 1e5, 1e8];
  const random = seeded(3);
  const D = 16;
  const rows = means.flatMap((mean) =>
    spreads.map((spread) => Array.from({ length: D }, () => Math.fround(mean + spread * random.normal()))),
  );
  const eps = 1e-5;
  const weights = Array.from({ length: rows.length * D }, () => Math.fround(random.normal()));

  test('130 rows are normalized as in double precision', () => {
    expect(rows).toHaveLength(130);
    const y = new LayerNorm(D).forward(tensor([rows.length, D], rows.flat())).toFloats();
    expectClose(y, standardized(rows.flat(), D, eps), { relative: 2e-5, absolute: 2e-6 });
  });

  test('so are their gradients', () => {
    const x = parameter(tensor([rows.length, D], rows.flat()));
    const layer = new LayerNorm(D);
    differentiate({ x, layer }, () => sum(multiply(layer.forward(x), tensor([rows.length, D], weights))));
    const gradient = x.gradient?.toFloats() ?? [];
    rows.forEach((row, r) => {
      const mean = row.reduce((total, y) => total + y, 0) / D;
      const deviation = Math.sqrt(row.reduce((total, y) => total + (y - mean) ** 2, 0) / D + eps);
      const y = row.map((z) => (z - mean) / deviation);
      const d = weights.slice(r * D, (r + 1) * D);
      const level = d.reduce((total, z) => total + z, 0) / D;
      const slope = d.reduce((total, z, i) => total + z * (y[i] ?? Number.NaN), 0) / D;
      const expected = d.map((z, i) => (z - level - (y[i] ?? Number.NaN) * slope) / deviation);
      expectClose(Array.from(gradient).slice(r * D, (r + 1) * D), expected, {
        relative: 1e-4,
        absolute: 1e-5 / deviation,
      });
    });
    expectClose(
      layer.bias?.gradient?.toFloats() ?? [],
      Array.from({ length: D }, (_, i) =>
        rows.reduce((total, __, r) => total + (weights[r * D + i] ?? Number.NaN), 0),
      ),
      { relative: 1e-5, absolute: 1e-5 },
    );
  });
});
