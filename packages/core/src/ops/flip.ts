import { requireTensor } from '../tensor/require-tensor.js';
import { normalizedAxis } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { gather } from './gather.js';

/**
 * Reverses the order of the elements along an axis, or along several.
 *
 * @throws ArgumentError if `x` is not a tensor.
 * @throws ShapeError if `x` has no such axis.
 */
export function flip(x: Tensor, axes: number | readonly number[]): Tensor {
  requireTensor('flip', 'x', x);
  const listed: readonly number[] = Array.isArray(axes) ? axes : [axes];
  const chosen = new Set(Array.from(listed, (axis) => normalizedAxis('flip', x.shape, axis)));
  let y = x;
  for (const axis of chosen) {
    const length = x.shape[axis] as number;
    const data = Int32Array.from({ length }, (_, i) => length - 1 - i);
    if (length > 1) y = gather(y, { shape: [length], data }, { axis });
  }
  return y;
}
