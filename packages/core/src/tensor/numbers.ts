import { describe, isCount } from '../arguments.js';
import { ArgumentError, HostError, ShapeError } from '../errors.js';
import type { Floats } from '../memory/linear-memory.js';
import { formatShape, type Shape, sizeOf } from './shape.js';

/** Numbers in nested arrays of equal lengths. The innermost may be typed arrays. */
export type NestedArrayLike = number | ArrayLike<number> | readonly NestedArrayLike[];

/** Numbers in row-major order, and their shape. */
export interface ShapedNumbers {
  readonly shape: Shape;
  readonly numbers: ArrayLike<number>;
}

/** The largest number of axes. Arrays that are nested deeper contain themselves. */
const MOST_AXES = 64;

/** Returns whether a value is a `Float64Array`, of this realm or of another one. */
export function isDoubleArray(value: unknown): boolean {
  return kindOfView(value) === 'Float64Array';
}

/** Returns whether a value is an array of floats, of this realm or of another one. */
export function isFloatArray(value: unknown): value is Floats {
  return kindOfView(value) === 'Float32Array' || isDoubleArray(value);
}

/** Returns whether a value is an `Int32Array`, of this realm or of another one. */
export function isInt32Array(value: unknown): value is Int32Array {
  return value instanceof Int32Array || kindOfView(value) === 'Int32Array';
}

/**
 * Checks a flat list of numbers that a caller gave. NaN is a number.
 *
 * @throws ArgumentError unless it is an array or a typed array of numbers. Holes, strings and
 * bigints are no numbers.
 * @throws ShapeError if there are more or fewer numbers than the shape has elements.
 */
export function requireNumbers(
  operation: string,
  shape: Shape,
  numbers: unknown,
): asserts numbers is ArrayLike<number> {
  if (!isListOfNumbers(numbers)) {
    throw new ArgumentError(
      operation,
      `the numbers are ${describe(numbers)}; they must be an array or a typed array of numbers.`,
      { numbers },
    );
  }
  if (numbers.length !== sizeOf(shape)) {
    throw new ShapeError(
      operation,
      `the shape ${formatShape(shape)} has ${sizeOf(shape)} elements, but ${numbers.length} numbers are given; ` +
        'they must be as many.',
      { shape, count: numbers.length },
    );
  }
  if (ArrayBuffer.isView(numbers)) return;
  for (let i = 0; i < numbers.length; i++) {
    const number: unknown = numbers[i];
    if (typeof number === 'number') continue;
    const remedy = isList(number)
      ? `nested arrays are given without a shape: ${operation}(numbers).`
      : 'it must be a number.';
    throw new ArgumentError(operation, `the element at ${i} is ${describe(number)}; ${remedy}`, {
      position: i,
      value: number,
    });
  }
}

/**
 * Returns nested arrays as a flat list and its shape.
 *
 * @throws ArgumentError if an element is neither a number nor an array.
 * @throws ShapeError if arrays of one level differ in length. The message names the place.
 */
export function unnest(operation: string, nested: unknown): ShapedNumbers {
  if (ArrayBuffer.isView(nested) && isListOfNumbers(nested)) {
    return { shape: [nested.length], numbers: nested };
  }
  const shape = shapeOfFirst(operation, nested);
  const numbers: number[] = [];
  append(operation, nested, shape, [], numbers);
  return { shape, numbers };
}

/**
 * Returns zeros on the JavaScript heap.
 *
 * @throws HostError if the host has no array of that size.
 */
export function allocateFloats(operation: string, shape: Shape): Float32Array<ArrayBuffer> {
  const size = sizeOf(shape);
  try {
    return new Float32Array(size);
  } catch (cause) {
    throw new HostError(
      operation,
      `a tensor of shape ${formatShape(shape)} has ${size} elements, more than the host has room for; make it smaller.`,
      { shape },
      { cause },
    );
  }
}

/** Returns the lengths of the arrays on the way to the first number. */
function shapeOfFirst(operation: string, nested: unknown): number[] {
  const shape: number[] = [];
  let value = nested;
  while (isList(value)) {
    shape.push(value.length);
    if (shape.length > MOST_AXES) {
      throw new ShapeError(
        operation,
        `arrays are nested more than ${MOST_AXES} levels deep, or one contains itself; give fewer axes.`,
      );
    }
    value = value[0];
  }
  return shape;
}

function append(
  operation: string,
  value: unknown,
  shape: Shape,
  place: readonly number[],
  numbers: number[],
): void {
  const length = shape[place.length];
  if (length === undefined) {
    if (typeof value === 'number') numbers.push(value);
    else if (isList(value)) throw ragged(operation, value, undefined, place);
    else throw notANumber(operation, value, place);
    return;
  }
  if (!isList(value)) {
    if (typeof value === 'number') throw ragged(operation, value, length, place);
    throw notANumber(operation, value, place);
  }
  if (value.length !== length) throw ragged(operation, value, length, place);
  for (let i = 0; i < length; i++) append(operation, value[i], shape, [...place, i], numbers);
}

function ragged(
  operation: string,
  value: number | ArrayLike<unknown>,
  length: number | undefined,
  place: readonly number[],
): ShapeError {
  const at = (indices: readonly number[]): string => indices.map((index) => `[${index}]`).join('');
  const say = (found: number | undefined): string =>
    found === undefined ? 'a number' : `an array of length ${found}`;
  return new ShapeError(
    operation,
    `there is ${say(typeof value === 'number' ? undefined : value.length)} at ${at(place)}, but ` +
      `${say(length)} at ${at(place.map(() => 0))}; arrays of one level must have equal lengths.`,
    { place },
  );
}

function notANumber(operation: string, value: unknown, place: readonly number[]): ArgumentError {
  const rule = 'it must be a number, an array of numbers, or nested arrays of numbers';
  const what =
    place.length === 0 ? 'the argument' : `the element at ${place.map((index) => `[${index}]`).join('')}`;
  return new ArgumentError(operation, `${what} is ${describe(value)}; ${rule}.`, { place, value });
}

/**
 * Returns whether a value can be a level of nested arrays. Arrays of other realms are no instances
 * of `Array`.
 */
function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && isListOfNumbers(value));
}

/** Returns whether a value has numbers by position, as far as can be seen without reading them. */
function isListOfNumbers(value: unknown): value is ArrayLike<number> {
  if (typeof value !== 'object' || value === null) return false;
  const kind = kindOfView(value);
  if (kind !== undefined) return kind !== 'DataView' && !kind.startsWith('Big');
  return Array.isArray(value) || ('length' in value && isCount(value.length));
}

/** Returns the class of a typed array or a `DataView` of any realm, or undefined for other values. */
function kindOfView(value: unknown): string | undefined {
  return ArrayBuffer.isView(value) ? Object.prototype.toString.call(value).slice(8, -1) : undefined;
}
