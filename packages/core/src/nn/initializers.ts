import {
  NOT_NEGATIVE,
  type OptionNames,
  requireFunction,
  requireNumber,
  requireOptions,
  requireRandom,
  requireRange,
} from '../arguments.js';
import { ArgumentError, ShapeError } from '../errors.js';
import type { Random } from '../random/random.js';
import { allocateFloats } from '../tensor/numbers.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { formatShape, requireShape, type Shape, sameShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { full, tensorOf } from '../tensor/tensor.js';

/**
 * Makes the initial numbers of a parameter of some shape. `zeros` is an initializer too.
 *
 * If an initializer depends on the number of inputs or outputs, the shape must be
 * `[inputs, outputs]`, the layout of our weights.
 */
export type Initializer = (shape: Shape, random: Random) => Tensor;

/**
 * Makes every element equal to `value`.
 *
 * @throws ArgumentError if the value is not a number.
 */
export function constant(value: number): Initializer {
  requireNumber('constant', 'the value', value);
  return (shape) => full(shape, value);
}

/**
 * Draws uniformly between `-bound` and `bound`.
 *
 * @throws ArgumentError if the bound is negative or not finite.
 */
export function uniform(bound: number): Initializer;
/**
 * Draws uniformly between two numbers.
 *
 * @throws ArgumentError if the range is not finite, or `low` is greater than `high`.
 */
export function uniform(low: number, high: number): Initializer;
export function uniform(first: number, second?: number): Initializer {
  requireNumber('uniform', second === undefined ? 'the bound' : 'low', first);
  if (second !== undefined) requireNumber('uniform', 'high', second);
  const [low, high] = second === undefined ? [-first, first] : [first, second];
  if (!(low <= high && Number.isFinite(high - low))) {
    throw new ArgumentError('uniform', `the range is ${low} to ${high}; it must be finite and in order.`);
  }
  return (shape, random) =>
    drawn('uniform', shape, random, (numbers) => {
      for (let i = 0; i < numbers.length; i++) numbers[i] = low + (high - low) * random.float();
    });
}

/** Options of `normal`. */
export interface NormalOptions {
  /** Default: 0. */
  readonly mean?: number;
}

const NORMAL_OPTIONS: OptionNames<NormalOptions> = { mean: true };

/**
 * Draws from the normal distribution of that standard deviation around a mean.
 *
 * @param deviation Default: 1.
 * @throws ArgumentError if the deviation is negative, or a number is not finite.
 */
export function normal(deviation = 1, options: NormalOptions = {}): Initializer {
  requireOptions('normal', options, NORMAL_OPTIONS);
  const { mean = 0 } = options;
  requireRange('normal', 'the deviation', deviation, NOT_NEGATIVE);
  requireRange('normal', 'mean', mean, {});
  return (shape, random) =>
    drawn('normal', shape, random, (numbers) => {
      for (let i = 0; i < numbers.length; i++) numbers[i] = mean + deviation * random.normal();
    });
}

/**
 * Returns a tensor whose elements `draw` writes. Each distribution has a loop of its own: a loop
 * that calls a function for every number is compiled again for each function, which would take most
 * of the time in which a model is made.
 */
export function drawn(
  operation: string,
  shape: Shape,
  random: Random,
  draw: (numbers: Float32Array) => void,
): Tensor {
  requireShape(operation, shape);
  requireRandom(operation, random);
  const numbers = allocateFloats(operation, shape);
  draw(numbers);
  return tensorOf(Object.freeze([...shape]), numbers);
}

/**
 * Returns the inputs and outputs of a weight.
 *
 * @throws ShapeError if the shape has not two axes.
 */
export function fans(operation: string, shape: Shape): { readonly inputs: number; readonly outputs: number } {
  requireShape(operation, shape);
  const [inputs, outputs] = shape;
  if (shape.length !== 2 || inputs === undefined || outputs === undefined) {
    throw new ShapeError(
      operation,
      `the shape ${formatShape(shape)} is not that of a weight; it must have two axes, [inputs, outputs].`,
      { shape },
    );
  }
  return { inputs, outputs };
}

/**
 * Returns the initial numbers of a layer's parameter.
 *
 * @throws ArgumentError if the initializer is not a function, or returned something else than a
 * tensor.
 * @throws ShapeError if it returned a tensor of another shape.
 */
export function initialize(
  operation: string,
  name: string,
  initializer: Initializer,
  shape: Shape,
  random: Random,
): Tensor {
  requireFunction(operation, name, initializer, 'normal()');
  const initial = initializer(shape, random);
  requireTensor(operation, `what ${name} returned`, initial);
  if (sameShape(initial.shape, shape)) return initial;
  throw new ShapeError(
    operation,
    `${name} returned a tensor of shape ${formatShape(initial.shape)}; it must have the shape ${formatShape(shape)} that it was given.`,
    { given: shape, returned: initial.shape },
  );
}
