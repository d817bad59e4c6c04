import { ShapeError } from '../errors.js';
import type { Indices } from '../tensor/indices.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { formatShape, normalizedAxis, splitAt } from '../tensor/shape.js';
import { numbersOf, type Tensor } from '../tensor/tensor.js';

/**
 * Returns the index of the largest element along an axis, which is removed. Of equal elements, the
 * first counts. NaN counts as the largest.
 *
 * @param axis Default: the last axis.
 * @throws ArgumentError if `x` is not a tensor.
 * @throws ShapeError if `x` has no such axis, or there are no elements along it.
 */
export function argMax(x: Tensor, axis = -1): Indices {
  return indexOfExtreme('argMax', x, axis, 1);
}

/**
 * Returns the index of the smallest element along an axis. See `argMax`; NaN counts as the smallest.
 *
 * @param axis Default: the last axis.
 * @throws ArgumentError if `x` is not a tensor.
 * @throws ShapeError if `x` has no such axis, or there are no elements along it.
 */
export function argMin(x: Tensor, axis = -1): Indices {
  return indexOfExtreme('argMin', x, axis, -1);
}

function indexOfExtreme(name: string, x: Tensor, axis: number, sign: number): Indices {
  requireTensor(name, 'x', x);
  const normalized = normalizedAxis(name, x.shape, axis);
  const { outer, length, inner } = splitAt(x.shape, normalized);
  if (length === 0) {
    throw new ShapeError(
      name,
      `${formatShape(x.shape)} has no elements along axis ${axis}; there must be one.`,
      {
        shape: x.shape,
        axis,
      },
    );
  }
  const numbers = numbersOf(x);
  const data = new Int32Array(outer * inner);
  for (let row = 0; row < data.length; row++) {
    const start = Math.floor(row / inner) * length * inner + (row % inner);
    let best = Number.NEGATIVE_INFINITY;
    let place = 0;
    for (let i = 0; i < length; i++) {
      const value = sign * (numbers[start + i * inner] as number);
      if (Number.isNaN(value)) {
        place = i;
        break;
      }
      if (value > best) [best, place] = [value, i];
    }
    data[row] = place;
  }
  return { shape: x.shape.toSpliced(normalized, 1), data };
}
