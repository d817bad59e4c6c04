import { ShapeError } from '../errors.js';
import { checkIndices, type Indices } from '../tensor/indices.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { formatShape, normalizedAxis, sameShape, splitAt } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { gather } from './gather.js';
import { reshape } from './rearrange.js';

/**
 * Takes single elements along an axis, each by an index of its own: for the last axis,
 * `y[..., j] = x[..., ids[..., j]]`. It is PyTorch's `gather` and NumPy's `take_along_axis`. The
 * gradient of an element is the sum over its uses.
 *
 * @param ids of the shape of `x`, except for the length of the axis.
 * @param axis Default: the last axis.
 * @throws ArgumentError if `x` is not a tensor, the ids are no `Indices`, or one is out of range.
 * @throws ShapeError if `x` has no such axis, or the shapes differ in another one.
 */
export function takeAlong(x: Tensor, ids: Indices, axis = -1): Tensor {
  requireTensor('takeAlong', 'x', x);
  const normalized = normalizedAxis('takeAlong', x.shape, axis);
  const { length, inner } = splitAt(x.shape, normalized);
  checkIndices('takeAlong', ids, length);
  const taken = ids.shape[normalized] ?? 0;
  if (!sameShape(x.shape.with(normalized, taken), ids.shape)) {
    throw new ShapeError(
      'takeAlong',
      `x is ${formatShape(x.shape)}, the indices ${formatShape(ids.shape)}; they may differ in axis ${axis} only.`,
      { x: x.shape, ids: ids.shape, axis },
    );
  }
  const places = ids.data.map((id, i) => {
    const outer = Math.floor(i / (taken * inner));
    return (outer * length + id) * inner + (i % inner);
  });
  return reshape(gather(reshape(x, [x.size, 1]), { shape: [places.length], data: places }), ids.shape);
}
