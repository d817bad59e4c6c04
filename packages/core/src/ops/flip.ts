import { requireTensor } from '../tensor/require-tensor.js';
import type { Tensor } from '../tensor/tensor.js';
import { requireAxes } from './axes.js';
import { gather } from './gather.js';

/**
 * Reverses the order of the elements along an axis, or along several axes.
 *
 * @throws ArgumentError if `x` is not a tensor, or an axis is named twice.
 * @throws ShapeError if `x` has no such axis.
 */
export function flip(x: Tensor, axes: number | readonly number[]): Tensor {
  requireTensor('flip', 'x', x);
  let y = x;
  for (const axis of requireAxes('flip', x.shape, Array.isArray(axes) ? axes : [axes])) {
    const length = x.shape[axis] as number;
    const data = Int32Array.from({ length }, (_, i) => length - 1 - i);
    if (length > 1) y = gather(y, { shape: [length], data }, { axis });
  }
  return y;
}
