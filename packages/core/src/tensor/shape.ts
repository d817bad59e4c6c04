import { describe, isCount } from '../arguments.js';
import { ArgumentError, ShapeError } from '../errors.js';

/** The lengths of an array's axes. `[]` is the shape of a single number. */
export type Shape = readonly number[];

/** Returns the number of elements. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let axis = 0; axis < shape.length; axis++) size *= shape[axis] as number;
  return size;
}

/**
 * Checks a shape that a caller gave.
 *
 * @throws ArgumentError unless it is a list of whole numbers of at least 0 whose product is a whole
 * number too.
 */
export function requireShape(operation: string, shape: unknown): asserts shape is Shape {
  if (!Array.isArray(shape)) {
    throw new ArgumentError(
      operation,
      `the shape is ${describe(shape)}; it must be a list of lengths, such as [2, 3]; [] is a single number.`,
      { shape },
    );
  }
  // Not `every` or `some`, which pass over the holes of a sparse list.
  for (let axis = 0; axis < shape.length; axis++) {
    if (isCount(shape[axis])) continue;
    throw new ArgumentError(
      operation,
      `the shape ${describeShape(shape)} is not a list of whole numbers of at least 0.`,
      { shape },
    );
  }
  if (!Number.isSafeInteger(sizeOf(shape))) {
    throw new ArgumentError(
      operation,
      `the shape ${formatShape(shape)} has more elements than can be counted.`,
      {
        shape,
      },
    );
  }
}

/** Returns the text of a list that may not be a shape, for messages. It is abridged if it is long. */
export function describeShape(shape: readonly unknown[]): string {
  const shown = Array.from(shape.slice(0, 8), (length) =>
    typeof length === 'number' ? String(length) : describe(length),
  );
  return `[${[...shown, ...(shape.length > shown.length ? ['...'] : [])].join(', ')}]`;
}

/** Returns a shape as text: `[32, 65]`. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** Returns whether two shapes are equal. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/**
 * Returns an axis counted from the front. Negative axes count from the end.
 *
 * @throws ShapeError if the shape has no such axis.
 */
export function normalizedAxis(operation: string, shape: Shape, axis: number): number {
  const normalized = Number.isInteger(axis) && axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(axis) || normalized < 0 || normalized >= shape.length) {
    throw new ShapeError(
      operation,
      `${formatShape(shape)} has no axis ${describe(axis)}; ` +
        (shape.length === 0 ? 'there are none.' : `axes run from ${-shape.length} to ${shape.length - 1}.`),
      { shape, axis },
    );
  }
  return normalized;
}

/**
 * Returns a shape cut at an axis: the number of elements before the axis, its length, and the
 * number of elements after it.
 */
export function splitAt(shape: Shape, axis: number): { outer: number; length: number; inner: number } {
  return {
    outer: sizeOf(shape.slice(0, axis)),
    length: shape[axis] ?? 1,
    inner: sizeOf(shape.slice(axis + 1)),
  };
}

/**
 * Returns the shape to which two shapes broadcast, by NumPy's rule: counted from the last axis, two
 * lengths must be equal, or one of them must be 1 or absent.
 *
 * @throws ShapeError if the shapes do not broadcast.
 */
export function broadcastShape(operation: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let fromEnd = rank; fromEnd > 0; fromEnd--) {
    const x = a[a.length - fromEnd] ?? 1;
    const y = b[b.length - fromEnd] ?? 1;
    if (x !== y && x !== 1 && y !== 1) {
      throw new ShapeError(
        operation,
        `${formatShape(a)} and ${formatShape(b)} do not broadcast: counted from the end, axis ${fromEnd} is ${x} and ${y}; ` +
          'the lengths must be equal, or one of them 1.',
        { a, b },
      );
    }
    shape.push(x === 1 ? y : x);
  }
  return shape;
}

/**
 * Checks that two operands have the same shape.
 *
 * @throws ShapeError if their shapes differ.
 */
export function requireSameShape(operation: string, aName: string, a: Shape, bName: string, b: Shape): void {
  if (sameShape(a, b)) return;
  throw new ShapeError(
    operation,
    `the ${aName} is ${formatShape(a)}, the ${bName} ${formatShape(b)}; they must have the same shape.`,
    { [aName]: a, [bName]: b },
  );
}
