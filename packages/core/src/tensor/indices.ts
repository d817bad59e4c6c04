import { ArgumentError, ShapeError } from '../errors.js';
import { formatShape, requireShape, type Shape, sizeOf } from './shape.js';

/**
 * Whole numbers that name rows or classes: symbols of a text, targets of a classifier. A plain object, so that data sets can make
 * them without importing anything.
 */
export interface Indices {
  readonly shape: Shape;
  /** Row-major. */
  readonly data: Int32Array;
}

/** Indices of that shape from numbers in row-major order. */
export function indices(shape: Shape, numbers: ArrayLike<number>): Indices {
  requireShape('indices', shape);
  if (numbers.length !== sizeOf(shape)) {
    throw new ShapeError(
      'indices',
      `the shape ${formatShape(shape)} has ${sizeOf(shape)} elements, but ${numbers.length} numbers are given; they must be as many.`,
    );
  }
  const data = Int32Array.from(numbers);
  for (let i = 0; i < data.length; i++) {
    if (data[i] !== numbers[i])
      throw new ArgumentError('indices', `${numbers[i]} is not a 32-bit whole number.`);
  }
  return { shape: [...shape], data };
}

/**
 * Checks indices that a caller gave, before anything is computed from their shape.
 *
 * @param limit every index must be from 0 to `limit - 1`
 * @param ignored an index that stands for "none", if there is one
 * @throws ArgumentError if they are no `Indices`, a length is not a whole number of at least 0, or an index is out of range.
 * @throws ShapeError if there are more or fewer numbers than the shape has elements.
 */
export function checkIndices(operation: string, ids: Indices, limit: number, ignored?: number): void {
  if (!isIndices(ids)) {
    throw new ArgumentError(
      operation,
      'the indices are not { shape, data: Int32Array }; make them with indices(shape, numbers).',
    );
  }
  const { shape, data } = ids;
  requireShape(operation, shape);
  if (data.length !== sizeOf(shape)) {
    throw new ShapeError(
      operation,
      `the indices have the shape ${formatShape(shape)} of ${sizeOf(shape)} elements, but ${data.length} numbers; they must be as many.`,
    );
  }
  for (let i = 0; i < data.length; i++) {
    const id = data[i] as number;
    if ((id < 0 || id >= limit) && id !== ignored) {
      throw new ArgumentError(
        operation,
        `the index at position ${i} of ${formatShape(shape)} is ${id}; indices must be from 0 to ${limit - 1}.`,
      );
    }
  }
}

/** Whether a value is `Indices`. */
export function isIndices(value: unknown): value is Indices {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'data' in value && value.data instanceof Int32Array && 'shape' in value && Array.isArray(value.shape)
  );
}
