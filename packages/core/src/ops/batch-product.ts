import { operation } from '../autodiff/operation.js';
import { ShapeError } from '../errors.js';
import { Matrix } from '../kernels/matrix.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { broadcastShape, formatShape, type Shape, sizeOf } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Computes a matrix product for each element of a batch: `[..., M, K] x [..., K, N] -> [..., M,
 * N]`, in which the leading axes broadcast. The gradients are `da = dc bᵀ` and `db = aᵀ dc`, summed
 * over repeated elements.
 */
export function batchProduct(name: string, a: Tensor, b: Tensor): Tensor {
  requireTensor(name, 'the first operand', a);
  const [m, k] = a.shape.slice(-2);
  const [bRows, n] = b.shape.slice(-2);
  if (m === undefined || k === undefined || bRows === undefined || n === undefined) {
    throw new ShapeError(
      name,
      `the operands are ${formatShape(a.shape)} and ${formatShape(b.shape)}; with a batch of right-hand sides, ` +
        'the first needs at least two axes too, [..., rows, columns].',
      { a: a.shape, b: b.shape },
    );
  }
  if (k !== bRows) {
    throw new ShapeError(
      name,
      `the last axis of ${formatShape(a.shape)} is ${k}, but the last but one of ${formatShape(b.shape)} is ${bRows}; they must be equal.`,
      { a: a.shape, b: b.shape },
    );
  }
  const [aBatch, bBatch] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const batch = broadcastShape(name, aBatch, bBatch);
  const [aPlaces, bPlaces] = [placesIn(aBatch, batch), placesIn(bBatch, batch)];
  return operation([a, b], [...batch, m, n], (scope, c) => {
    const { kernels, memory } = scope;
    const at = (start: number, place: number, rows: number, columns: number) =>
      new Matrix(start + place * rows * columns * memory.elementBytes, rows, columns);
    const [aStart, bStart, cStart] = [scope.at(a), scope.at(b), scope.at(c)];
    for (let i = 0; i < aPlaces.length; i++) {
      const left = at(aStart, aPlaces[i] as number, m, k);
      kernels.multiply(left, at(bStart, bPlaces[i] as number, k, n), at(cStart, i, m, n), false);
    }
    return () => {
      const dcStart = scope.gradientAt(c);
      if (scope.isTracked(a)) {
        const daStart = scope.gradientAt(a);
        for (let i = 0; i < aPlaces.length; i++) {
          const right = at(bStart, bPlaces[i] as number, k, n).transposed;
          kernels.multiply(at(dcStart, i, m, n), right, at(daStart, aPlaces[i] as number, m, k), true);
        }
      }
      if (scope.isTracked(b)) {
        const dbStart = scope.gradientAt(b);
        for (let i = 0; i < aPlaces.length; i++) {
          const left = at(aStart, aPlaces[i] as number, m, k).transposed;
          kernels.multiply(left, at(dcStart, i, m, n), at(dbStart, bPlaces[i] as number, k, n), true);
        }
      }
    };
  });
}

/** Returns, for each element of a batch, its place in an operand whose batch broadcasts to it. */
function placesIn(own: Shape, batch: Shape): Int32Array {
  const places = new Int32Array(sizeOf(batch));
  const shift = batch.length - own.length;
  let filled = 1;
  for (let axis = batch.length - 1; axis >= 0 && places.length > 0; axis--) {
    const length = batch[axis] as number;
    const stride = axis >= shift && own[axis - shift] !== 1 ? sizeOf(own.slice(axis - shift + 1)) : 0;
    for (let i = 1; i < length; i++) {
      for (let j = 0; j < filled; j++) places[i * filled + j] = (places[j] as number) + i * stride;
    }
    filled *= length;
  }
  return places;
}
