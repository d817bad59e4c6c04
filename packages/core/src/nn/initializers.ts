import { ArgumentError, ShapeError } from '../errors.js';
import type { Random } from '../random/random.js';
import { formatShape, type Shape, sizeOf } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { full, tensorOf } from '../tensor/tensor.js';

/**
 * Makes the first numbers of a parameter of some shape. `zeros` is one too.
 *
 * Where the number of inputs or outputs counts, the shape is `[inputs, outputs]`, the layout of our weights.
 */
export type Initializer = (shape: Shape, random: Random) => Tensor;

/** Every element equal to `value`. */
export function constant(value: number): Initializer {
  return (shape) => full(shape, value);
}

/** Uniform between `-bound` and `bound`, or between two numbers. */
export function uniform(bound: number): Initializer;
export function uniform(low: number, high: number): Initializer;
export function uniform(first: number, second?: number): Initializer {
  const [low, high] = second === undefined ? [-first, first] : [first, second];
  if (!(low <= high && Number.isFinite(high - low))) {
    throw new ArgumentError('uniform', `the range is ${low} to ${high}; it must be finite and in order.`);
  }
  return (shape, random) =>
    drawn(shape, (numbers) => {
      for (let i = 0; i < numbers.length; i++) numbers[i] = low + (high - low) * random.float();
    });
}

/** Options of `normal`. */
export interface NormalOptions {
  /** 0 if not given. */
  readonly mean?: number;
}

/** Normal with that standard deviation, 1 if not given, around a mean. */
export function normal(deviation = 1, { mean = 0 }: NormalOptions = {}): Initializer {
  if (!(deviation >= 0)) {
    throw new ArgumentError('normal', `the deviation is ${deviation}; it must be at least 0.`);
  }
  return (shape, random) =>
    drawn(shape, (numbers) => {
      for (let i = 0; i < numbers.length; i++) numbers[i] = mean + deviation * random.normal();
    });
}

/**
 * A tensor whose elements `draw` writes, each distribution in a loop of its own: a loop that calls a function for each number is compiled
 * anew with each function it meets, and that is most of the time in which a model is made.
 */
export function drawn(shape: Shape, draw: (numbers: Float32Array) => void): Tensor {
  const numbers = new Float32Array(sizeOf(shape));
  draw(numbers);
  return tensorOf(Object.freeze([...shape]), numbers);
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
