import {
  NOT_NEGATIVE,
  type OptionNames,
  requireFlag,
  requireOptions,
  requireRange,
  SIZE,
} from '../arguments.js';
import * as scalar from '../equation/build.js';
import { equation } from '../equation/equation.js';
import { ShapeError } from '../errors.js';
import { applyEquation } from '../ops/apply.js';
import { reshape } from '../ops/rearrange.js';
import { standardize } from '../ops/standardize.js';
import { Parameter } from '../tensor/parameter.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { formatShape, requireShape, type Shape, sameShape, sizeOf } from '../tensor/shape.js';
import { full, type Tensor, zeros } from '../tensor/tensor.js';

/** Options of `LayerNorm`. */
export interface LayerNormOptions {
  /** Whether a scale and a shift are learned for each element. Default: true. */
  readonly affine?: boolean;
  /** Added to the variance before its square root is taken. Default: 1e-5. */
  readonly eps?: number;
}

const OPTIONS: OptionNames<LayerNormOptions> = { affine: true, eps: true };

const affine = equation(
  'layerNorm',
  { arrays: ['standard', 'weight', 'bias'] },
  ({ standard, weight, bias }) => ({ y: scalar.add(scalar.mul(standard, weight), bias) }),
);

/**
 * Normalizes each sample: `y = (x - mean) / √(variance + eps) * weight + bias`, from `[...,
 * ...shape]` to the same shape. The mean and the biased variance are those of the sample over the
 * axes of `shape` (Ba, Kiros & Hinton 2016, arXiv:1607.06450). The layer behaves the same inside
 * and outside a step.
 */
export class LayerNorm {
  /** The lengths of the axes over which the moments are taken. */
  readonly shape: Shape;
  /** `[...shape]`, ones at first. Undefined if not `affine`. */
  readonly weight: Parameter | undefined;
  /** `[...shape]`, zeros at first. Undefined if not `affine`. */
  readonly bias: Parameter | undefined;
  readonly eps: number;

  /**
   * @param shape the length of the last axis, or the lengths of the last axes
   * @throws ArgumentError if a length is not a whole number of at least 1, there is none, or an
   * option is unknown or out of range.
   */
  constructor(shape: number | Shape, options: LayerNormOptions = {}) {
    if (typeof shape !== 'number') requireShape('LayerNorm', shape);
    requireOptions('LayerNorm', options, OPTIONS);
    const { affine = true, eps = 1e-5 } = options;
    requireFlag('LayerNorm', 'affine', affine);
    this.shape = Object.freeze(typeof shape === 'number' ? [shape] : [...shape]);
    requireRange('LayerNorm', 'the number of axes', this.shape.length, SIZE);
    for (const length of this.shape) requireRange('LayerNorm', 'the length of an axis', length, SIZE);
    requireRange('LayerNorm', 'eps', eps, NOT_NEGATIVE);
    this.eps = eps;
    this.weight = affine ? new Parameter(full(this.shape, 1)) : undefined;
    this.bias = affine ? new Parameter(zeros(this.shape)) : undefined;
  }

  /**
   * x: `[..., ...shape]`. The result has the same shape.
   *
   * @throws ShapeError if the last axes of `x` are not those of the layer.
   */
  forward(x: Tensor): Tensor {
    requireTensor('LayerNorm', 'the input', x);
    const axes = this.shape.length;
    if (x.shape.length < axes || !sameShape(x.shape.slice(-axes), this.shape)) {
      throw new ShapeError(
        'LayerNorm',
        `the input is ${formatShape(x.shape)}; its last ${axes === 1 ? 'axis' : `${axes} axes`} must be ` +
          `${formatShape(this.shape)}, the shape of the layer.`,
        { input: x.shape, shape: this.shape },
      );
    }
    const samples = axes === 1 ? x : reshape(x, [-1, sizeOf(this.shape)]);
    const y = this.#rescaled(standardize(samples, this.eps));
    return axes === 1 ? y : reshape(y, x.shape);
  }

  /** standard: `[..., n]`, with the axes of the layer joined to one. */
  #rescaled(standard: Tensor): Tensor {
    const { weight, bias } = this;
    if (weight === undefined || bias === undefined) return standard;
    return applyEquation(affine, { standard, weight: joined(weight), bias: joined(bias) }, {}).y;
  }
}

/** Returns a parameter with its axes joined to one. */
function joined(p: Parameter): Tensor {
  return p.shape.length === 1 ? p : reshape(p, [p.size]);
}
