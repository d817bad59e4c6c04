import { requireRange, SIZE } from '../arguments.js';
import { checkIndices, type Indices } from '../tensor/indices.js';
import { allocateFloats } from '../tensor/numbers.js';
import { type Tensor, tensorOf } from '../tensor/tensor.js';

/**
 * Returns a 1 at the place of each index and zeros elsewhere: indices `[...]` to `[..., classes]`.
 *
 * @throws ArgumentError if the indices are no `Indices`, one of them is no class, or `classes` is
 * not a whole number of at least 1.
 */
export function oneHot(ids: Indices, classes: number): Tensor {
  requireRange('oneHot', 'the number of classes', classes, SIZE);
  checkIndices('oneHot', ids, classes);
  const shape = Object.freeze([...ids.shape, classes]);
  const numbers = allocateFloats('oneHot', shape);
  ids.data.forEach((id, row) => {
    numbers[row * classes + id] = 1;
  });
  return tensorOf(shape, numbers);
}
