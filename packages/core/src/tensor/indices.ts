import { describe } from '../arguments.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { isInt32Array, type NestedArrayLike, requireNumbers, unnest } from './numbers.js';
import { formatShape, requireShape, type Shape, sizeOf } from './shape.js';

/**
 * Whole numbers that name rows or classes, such as the symbols of a text or the targets of a
 * classifier. A plain object, so that data sets can make them without importing anything.
 */
export interface Indices {
  readonly shape: Shape;
  /** Row-major. */
  readonly data: Int32Array;
}

/**
 * Makes indices from nested arrays of equal lengths, whose lengths are the shape: `indices([[0, 1],
 * [2, 3]])`.
 *
 * @throws ArgumentError if an element is not a 32-bit whole number.
 * @throws ShapeError if arrays of one level differ in length.
 */
export function indices(numbers: NestedArrayLike): Indices;
/**
 * Makes indices of a shape from a flat list of numbers in row-major order.
 *
 * @throws ArgumentError if the shape is not a list of whole numbers, or an element is not a 32-bit
 * whole number.
 * @throws ShapeError if there are more or fewer numbers than the shape has elements.
 */
export function indices(shape: Shape, numbers: ArrayLike<number>): Indices;
export function indices(
  ...given: readonly [numbers: NestedArrayLike] | readonly [shape: Shape, numbers: ArrayLike<number>]
): Indices {
  if (given.length === 1) {
    const { shape, numbers } = unnest('indices', given[0]);
    return { shape, data: integersOf(numbers) };
  }
  const [shape, numbers] = given;
  requireShape('indices', shape);
  requireNumbers('indices', shape, numbers);
  return { shape: [...shape], data: integersOf(numbers) };
}

function integersOf(numbers: ArrayLike<number>): Int32Array {
  const data = Int32Array.from(numbers);
  for (let i = 0; i < data.length; i++) {
    if (data[i] !== numbers[i])
      throw new ArgumentError('indices', `${numbers[i]} is not a 32-bit whole number.`);
  }
  return data;
}

/**
 * Checks indices that a caller gave, before anything is computed from their shape.
 *
 * @param limit every index must be from 0 to `limit - 1`
 * @param ignored an index that means "none". Default: there is none.
 * @throws ArgumentError if they are no `Indices`, a length is not a whole number of at least 0, or
 * an index is out of range.
 * @throws ShapeError if there are more or fewer numbers than the shape has elements.
 */
export function checkIndices(operation: string, ids: Indices, limit: number, ignored?: number): void {
  requireIndices(operation, 'the indices', ids);
  requireBelow(operation, ids, limit, ignored);
}

/**
 * Checks the numbers of indices that `requireIndices` has checked.
 *
 * @throws ArgumentError if an index is out of range.
 */
export function requireBelow(operation: string, ids: Indices, limit: number, ignored?: number): void {
  const { shape, data } = ids;
  for (let i = 0; i < data.length; i++) {
    const id = data[i] as number;
    if ((id < 0 || id >= limit) && id !== ignored) {
      throw new ArgumentError(
        operation,
        `the index at position ${i} of ${formatShape(shape)} is ${id}; ` +
          (limit === 0 ? 'there are no elements to refer to.' : `indices must be from 0 to ${limit - 1}.`),
        { position: i, index: id },
      );
    }
  }
}

/**
 * Checks that a value is `Indices` of as many numbers as its shape has elements.
 *
 * @param name the argument in messages, in the plural
 * @throws ArgumentError if it is not, or if a length is not a whole number of at least 0.
 * @throws ShapeError if there are more or fewer numbers than the shape has elements.
 */
export function requireIndices(operation: string, name: string, value: unknown): asserts value is Indices {
  if (!isIndices(value)) {
    const isSimilar = typeof value === 'object' && value !== null && 'shape' in value && 'data' in value;
    throw new ArgumentError(
      operation,
      isSimilar
        ? `${name} are not { shape, data: Int32Array }; make them with indices(shape, numbers).`
        : `${name} are ${describe(value)}; make them with indices(${exampleOf(value)}).`,
      { value },
    );
  }
  const { shape, data } = value;
  requireShape(operation, shape);
  if (data.length !== sizeOf(shape)) {
    throw new ShapeError(
      operation,
      `${name} have the shape ${formatShape(shape)} of ${sizeOf(shape)} elements, but ${data.length} numbers; they must be as many.`,
      { shape, count: data.length },
    );
  }
}

/** Returns the arguments with which `indices` makes indices of a value, for messages. */
function exampleOf(value: unknown): string {
  const isFlat = Array.isArray(value) && value.every((number) => typeof number === 'number');
  if (isFlat && value.length <= 8) return `[${value.length}], [${value.join(', ')}]`;
  return 'shape, numbers';
}

/** Returns whether a value has the types of `Indices`. The array may be of another realm. */
export function isIndices(value: unknown): value is Indices {
  if (typeof value !== 'object' || value === null) return false;
  return 'data' in value && isInt32Array(value.data) && 'shape' in value && Array.isArray(value.shape);
}
