import { ArgumentError, IGNORED, type Indices, Tensor } from '@tbptt/core';
import { describe, formatShape, isCount, requireRange, SIZE } from '@tbptt/core/operation';
import type { Sequence } from '../recurrent.js';
import type { Stream, StreamWindow } from './stream.js';

/**
 * Checks the lanes and the length of a stream.
 *
 * @throws ArgumentError if it is not of the form of `Stream`
 */
export function requireStream(operation: string, stream: Stream<Sequence, unknown>): void {
  const given: unknown = stream;
  if (typeof given !== 'object' || given === null || typeof stream.window !== 'function') {
    throw new ArgumentError(
      operation,
      `the stream is ${describe(given)}; it must have lanes, a length and window(start, length), as Lanes of @tbptt/data has.`,
    );
  }
  requireRange(operation, 'stream.lanes', stream.lanes, SIZE);
  requireRange(operation, 'stream.length', stream.length, { ...SIZE, most: Number.POSITIVE_INFINITY });
}

/**
 * Reads the steps `start <= t < start + length` of a stream. Every part of training, validation and
 * diagnostics reads through this function.
 *
 * @throws ArgumentError if the window is not what was requested: a promise, other steps, other
 * lanes, no targets, or a count that it cannot have
 */
export function readWindow<X extends Sequence, Y>(
  operation: string,
  stream: Stream<X, Y>,
  start: number,
  length: number,
): StreamWindow<X, Y> {
  const window = stream.window(start, length);
  const problem = problemOf(window, length, stream.lanes);
  if (problem === undefined) return window;
  throw new ArgumentError(operation, `stream.window(${start}, ${length}) gave ${problem}`, { start, length });
}

/** The broken rule, as the end of a sentence; undefined if the window is what was requested. */
function problemOf(window: unknown, T: number, B: number): string | undefined {
  if (typeof window !== 'object' || window === null || 'then' in window) {
    return `${describe(window)}; a window is { inputs, targets, count }, read synchronously. Load what must be waited for before.`;
  }
  const { inputs, targets, count }: { inputs?: unknown; targets?: unknown; count?: unknown } = window;
  const shape = shapeOf(inputs);
  if (shape === undefined) {
    return `inputs that are ${describe(inputs)}; they must be a tensor [T, B, D] or symbols [T, B], such as indices([T, B], ids).`;
  }
  const steps = shape[0];
  const lanes = shape[1];
  if (steps !== T) {
    return `${steps} steps; it must give exactly the ${T} requested ones. If the stream ends earlier, its length must say so.`;
  }
  if (lanes !== B) {
    return `inputs ${formatShape(shape)}, which have ${lanes} lanes; the stream has ${B}.`;
  }
  if (!('targets' in window)) {
    return "no targets; they are the second argument of the loss. For a loss without targets, give 'targets: undefined'.";
  }
  if (typeof targets === 'object' && targets !== null && 'then' in targets) {
    return 'targets that are a promise; a window is read synchronously. Load what must be waited for before.';
  }
  const most = countable(targets, T, B);
  if (isCount(count) && count <= most) return undefined;
  const why = most < T * B ? `the targets that are not ${IGNORED} (IGNORED)` : 'T B';
  return `the count ${describe(count)}; it must be the number of positions that count, a whole number from 0 to ${most}, ${why}.`;
}

/** The shape of a sequence; undefined if it is none. */
function shapeOf(inputs: unknown): readonly number[] | undefined {
  if (inputs instanceof Tensor) return inputs.shape.length >= 2 ? inputs.shape : undefined;
  return isSymbols(inputs) && inputs.shape.length >= 2 ? inputs.shape : undefined;
}

function isSymbols(value: unknown): value is Indices {
  if (typeof value !== 'object' || value === null || !('shape' in value) || !('data' in value)) return false;
  const { shape, data } = value;
  return Array.isArray(shape) && data instanceof Int32Array && isShapeOf(shape, data.length);
}

/** Whether lengths are whole numbers of at least 0 whose product is `size`. */
function isShapeOf(lengths: readonly unknown[], size: number): boolean {
  let product = 1;
  for (let axis = 0; axis < lengths.length; axis++) {
    const length = lengths[axis];
    if (!isCount(length)) return false;
    product *= length;
  }
  return product === size;
}

/**
 * The largest possible count: all positions, without ignored targets if the targets are symbols [T,
 * B].
 */
function countable(targets: unknown, T: number, B: number): number {
  if (!isSymbols(targets) || targets.data.length !== T * B) return T * B;
  const { data } = targets;
  let counted = 0;
  for (let i = 0; i < data.length; i++) if (data[i] !== IGNORED) counted++;
  return counted;
}
