import { NOT_NEGATIVE, requireRange, SIZE } from '../arguments.js';
import * as scalar from '../equation/build.js';
import { equation } from '../equation/equation.js';
import { ShapeError } from '../errors.js';
import { applyEquation } from '../ops/apply.js';
import { reshape } from '../ops/rearrange.js';
import { standardize } from '../ops/standardize.js';
import { Parameter } from '../tensor/parameter.js';
import { formatShape, type Shape, sameShape, sizeOf } from '../tensor/shape.js';
import { full, type Tensor, zeros } from '../tensor/tensor.js';

/** Options of `LayerNorm`. */
export interface LayerNormOptions {
  /** Whether a scale and a shift are learned for each element; true if not given. */
  readonly affine?: boolean;
  /** What is added to the variance before its root; 1e-5 if not given. */
  readonly eps?: number;
}

const affine = equation(
  'layerNorm',
  { arrays: ['standard', 'weight', 'bias'] },
  ({ standard, weight, bias }) => ({ y: scalar.add(scalar.mul(standard, weight), bias) }),
);

/**
 * `y = (x - mean) / √(variance + eps) * weight + bias` with the moments of each sample over the last axes, `[..., ...shape]` to the same; the
 * variance is the biased one (Ba, Kiros & Hinton 2016, arXiv:1607.06450). The same inside a step and outside.
 */
export class LayerNorm {
  /** The lengths of the axes that are normalized over together. */
  readonly shape: Shape;
  /** [...shape]; ones at first. Undefined if not `affine`. */
  readonly weight: Parameter | undefined;
  /** [...shape]; zeros at first. Undefined if not `affine`. */
  readonly bias: Parameter | undefined;
  readonly eps: number;

  /** Over the last axis, of that length, or the last axes, of those. Throws `ArgumentError` when a length or an option is out of range. */
  constructor(shape: number | Shape, { affine = true, eps = 1e-5 }: LayerNormOptions = {}) {
    this.shape = Object.freeze(typeof shape === 'number' ? [shape] : [...shape]);
    requireRange('LayerNorm', 'the number of axes', this.shape.length, SIZE);
    for (const length of this.shape) requireRange('LayerNorm', 'the length of an axis', length, SIZE);
    requireRange('LayerNorm', 'eps', eps, NOT_NEGATIVE);
    this.eps = eps;
    this.weight = affine ? new Parameter(full(this.shape, 1)) : undefined;
    this.bias = affine ? new Parameter(zeros(this.shape)) : undefined;
  }

  /** x: [..., ...shape]; the result has the same shape. */
  forward(x: Tensor): Tensor {
    const axes = this.shape.length;
    if (x.shape.length < axes || !sameShape(x.shape.slice(-axes), this.shape)) {
      throw new ShapeError(
        'LayerNorm',
        `the input is ${formatShape(x.shape)}; its last ${axes === 1 ? 'axis' : `${axes} axes`} must be ` +
          `${formatShape(this.shape)}, the shape of the layer.`,
      );
    }
    const samples = axes === 1 ? x : reshape(x, [-1, sizeOf(this.shape)]);
    const y = this.#rescaled(standardize(samples, this.eps));
    return axes === 1 ? y : reshape(y, x.shape);
  }

  /** standard: [..., n], the axes of the layer joined to one. */
  #rescaled(standard: Tensor): Tensor {
    const { weight, bias } = this;
    if (weight === undefined || bias === undefined) return standard;
    return applyEquation(affine, { standard, weight: joined(weight), bias: joined(bias) }, {}).y;
  }
}

/** A parameter with its axes joined to one. */
function joined(p: Parameter): Tensor {
  return p.shape.length === 1 ? p : reshape(p, [p.size]);
}
