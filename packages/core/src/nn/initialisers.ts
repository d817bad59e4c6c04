import type { Random } from '../random/random.js';
import { ShapeError } from '../tensor/errors.js';
import { formatShape, type Shape, sizeOf } from '../tensor/shape.js';
import { full, Tensor } from '../tensor/tensor.js';

/**
 * Makes the first numbers of a parameter of some shape. `zeros` is one too.
 *
 * Where the number of inputs or outputs counts, the shape is `[inputs, outputs]`, the layout of our weights.
 */
export type Initialiser = (shape: Shape, random: Random) => Tensor;

/** Every element equal to `value`. */
export function constant(value: number): Initialiser {
  return (shape) => full(shape, value);
}

/** Uniform between `-bound` and `bound`. */
export function uniform(bound: number): Initialiser {
  return (shape, random) => drawn(shape, () => bound * (2 * random.float() - 1));
}

/** Normal with mean 0 and that standard deviation; 1 if not given. */
export function normal(deviation = 1): Initialiser {
  return (shape, random) => drawn(shape, () => deviation * random.normal());
}

/**
 * Uniform with variance `2 gain² / (inputs + outputs)`, which keeps the size of activations and of gradients alike from layer to
 * layer; for tanh and sigmoid (Glorot & Bengio 2010).
 */
export function xavierUniform(gain = 1): Initialiser {
  return (shape, random) => {
    const { inputs, outputs } = fans('xavierUniform', shape);
    return uniform(gain * Math.sqrt(6 / (inputs + outputs)))(shape, random);
  };
}

/** Normal with variance `2 gain² / (inputs + outputs)` (Glorot & Bengio 2010). */
export function xavierNormal(gain = 1): Initialiser {
  return (shape, random) => {
    const { inputs, outputs } = fans('xavierNormal', shape);
    return normal(gain * Math.sqrt(2 / (inputs + outputs)))(shape, random);
  };
}

/**
 * Uniform with variance `2 / ((1 + negativeSlope²) inputs)`, which keeps the size of activations from layer to layer; for relu, and for
 * leakyRelu with its slope (He et al. 2015, arXiv:1502.01852).
 */
export function heUniform(negativeSlope = 0): Initialiser {
  return (shape, random) => {
    const { inputs } = fans('heUniform', shape);
    return uniform(Math.sqrt(6 / ((1 + negativeSlope ** 2) * inputs)))(shape, random);
  };
}

/** Normal with variance `2 / ((1 + negativeSlope²) inputs)` (He et al. 2015, arXiv:1502.01852). */
export function heNormal(negativeSlope = 0): Initialiser {
  return (shape, random) => {
    const { inputs } = fans('heNormal', shape);
    return normal(Math.sqrt(2 / ((1 + negativeSlope ** 2) * inputs)))(shape, random);
  };
}

function drawn(shape: Shape, draw: () => number): Tensor {
  return new Tensor(Object.freeze([...shape]), Float32Array.from({ length: sizeOf(shape) }, draw));
}

/** The inputs and outputs of a weight; a `ShapeError` for other shapes. */
export function fans(operation: string, shape: Shape): { readonly inputs: number; readonly outputs: number } {
  const [inputs, outputs] = shape;
  if (shape.length !== 2 || inputs === undefined || outputs === undefined) {
    throw new ShapeError(
      operation,
      `the shape ${formatShape(shape)} is not that of a weight; it must have two axes, [inputs, outputs].`,
    );
  }
  return { inputs, outputs };
}
