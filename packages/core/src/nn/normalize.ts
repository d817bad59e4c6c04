import * as scalar from '../equation/build.js';
import { equation } from '../equation/equation.js';
import { applyEquation } from '../ops/apply.js';
import type { Parameter } from '../tensor/parameter.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * The mean and variance of groups of numbers, in a shape that broadcasts to that of the numbers.
 */
export interface Moments {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** A learned scale and shift. */
export interface Affine {
  readonly weight: Tensor;
  readonly bias: Tensor;
}

const inverseDeviationOf = equation(
  'inverseDeviation',
  { arrays: ['variance'], uniforms: ['eps'] },
  ({ variance, eps }) => ({ y: scalar.div(1, scalar.sqrt(scalar.add(variance, eps))) }),
);

const standardized = equation(
  'normalize',
  { arrays: ['x', 'mean', 'inverseDeviation'] },
  ({ x, mean, inverseDeviation }) => ({ y: scalar.mul(scalar.sub(x, mean), inverseDeviation) }),
);

const scaledAndShifted = equation(
  'rescale',
  { arrays: ['standard', 'weight', 'bias'] },
  ({ standard, weight, bias }) => ({ y: scalar.add(scalar.mul(standard, weight), bias) }),
);

/** Returns `standard * weight + bias`, or `standard` itself without `affine`. */
export function rescale(standard: Tensor, affine: Affine | undefined): Tensor {
  return affine === undefined ? standard : applyEquation(scaledAndShifted, { standard, ...affine }, {}).y;
}

const rescaled = equation(
  'normalize',
  { arrays: ['x', 'mean', 'inverseDeviation', 'weight', 'bias'] },
  ({ x, mean, inverseDeviation, weight, bias }) => {
    const standard = scalar.mul(scalar.sub(x, mean), inverseDeviation);
    return { y: scalar.add(scalar.mul(standard, weight), bias) };
  },
);

/**
 * Returns `(x - mean) / √(variance + eps) * weight + bias`. Without `affine` there is neither
 * weight nor bias.
 */
export function normalize(
  x: Tensor,
  { mean, variance }: Moments,
  eps: number,
  affine: Affine | undefined,
): Tensor {
  const inverseDeviation = applyEquation(inverseDeviationOf, { variance }, { eps }).y;
  return affine === undefined
    ? applyEquation(standardized, { x, mean, inverseDeviation }, {}).y
    : applyEquation(rescaled, { x, mean, inverseDeviation, ...affine }, {}).y;
}

/** Returns both parameters of a layer, or undefined if it has none. */
export function affineOf(layer: {
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;
}): Affine | undefined {
  const { weight, bias } = layer;
  return weight === undefined || bias === undefined ? undefined : { weight, bias };
}
