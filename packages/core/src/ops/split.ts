import { COUNT, describe, isInRange, SIZE } from '../arguments.js';
import { ArgumentError } from '../errors.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { describeShape, formatShape, normalizedAxis } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { slice } from './rearrange.js';

/**
 * Cuts a tensor along an axis into a number of equal parts, or into parts of the given lengths: the
 * inverse of `concat`.
 *
 * @param parts the number of parts, or the length of each.
 * @param axis Default: 0.
 * @throws ArgumentError if `x` is not a tensor, the parts cannot be equal, or the lengths do not add
 * up to that of the axis.
 * @throws ShapeError if `x` has no such axis.
 */
export function split(x: Tensor, parts: number | readonly number[], axis = 0): Tensor[] {
  requireTensor('split', 'x', x);
  const normalized = normalizedAxis('split', x.shape, axis);
  const length = x.shape[normalized] as number;
  let lengths: readonly number[] = [];
  if (Array.isArray(parts)) lengths = parts;
  else if (isInRange(parts, SIZE) && length % Number(parts) === 0) {
    lengths = Array.from({ length: Number(parts) }, () => length / Number(parts));
  }
  const areWhole = lengths.length > 0 && Array.from(lengths).every((part) => isInRange(part, COUNT));
  if (!areWhole || lengths.reduce((total, part) => total + part, 0) !== length) {
    throw new ArgumentError(
      'split',
      `axis ${axis} of ${formatShape(x.shape)} cannot be cut into ${Array.isArray(parts) ? `parts of ${describeShape(parts)}` : `${describe(parts)} equal parts`}; ` +
        `the lengths must be whole numbers that add up to ${length}.`,
      { parts, axis, shape: x.shape },
    );
  }
  let start = 0;
  return lengths.map((part) => {
    start += part;
    return slice(x, normalized, start - part, start);
  });
}
