import { formatShape, type Shape } from './shape.js';

/** Tensors of at most this many elements are shown whole. */
const WHOLE = 100;
/** The number of elements shown at each end of a long axis of a larger tensor. */
const EDGE = 3;
const DIGITS = 4;

/**
 * Returns a tensor as one line of text: its class, its shape and its numbers in nested brackets. Of
 * long axes only the ends are shown. `read` returns the numbers in row-major order. If it throws,
 * because the step in which they were computed has ended, the text says so.
 */
export function formatTensor(name: string, shape: Shape, read: () => ArrayLike<number>): string {
  const head = `${name} ${formatShape(shape)}`;
  let numbers: ArrayLike<number>;
  try {
    numbers = read();
  } catch {
    return `${head} (of a step that has ended)`;
  }
  const limit = numbers.length <= WHOLE ? WHOLE : 2 * EDGE;
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((size, length) => size * length, 1));
  const nest = (axis: number, offset: number): string => {
    const length = shape[axis];
    if (length === undefined) return formatNumber(numbers[offset] ?? Number.NaN);
    const at = (i: number): string => nest(axis + 1, offset + i * (strides[axis] ?? 0));
    const isAbridged = length > limit;
    const parts = Array.from({ length: isAbridged ? EDGE : length }, (_, i) => at(i));
    if (isAbridged) parts.push('...', ...parts.map((_, i) => at(length - EDGE + i)));
    return `[${parts.join(', ')}]`;
  };
  return `${head} ${nest(0, 0)}`;
}

function formatNumber(x: number): string {
  return Number.isInteger(x) ? String(x) : String(Number(x.toPrecision(DIGITS)));
}
