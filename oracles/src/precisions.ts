import { type Tensor, tensor } from '@tbptt/core';
import { doubleEngine } from '@tbptt/core/testing';
import { DOUBLE, SINGLE, type Tolerance } from './comparison.js';
import type { NumberArray } from './number-array.js';

/** Makes a tensor of a recorded array, in the precision that is compared. */
export type TensorOf = (array: NumberArray) => Tensor;

/** An ordinary tensor, in single precision. */
export const singleTensor: TensorOf = ({ shape, data }) => tensor(shape, data);

/** A tensor that keeps all digits. */
const doubleTensor: TensorOf = ({ shape, data }) => tensor(shape, Float64Array.from(data));

/** Compares on the kernels in use, then once more on the reference kernels in double precision. */
export function inBothPrecisions(compare: (tensorOf: TensorOf, tolerance: Tolerance) => void): void {
  compare(singleTensor, SINGLE);
  doubleEngine().run(() => compare(doubleTensor, DOUBLE));
}
