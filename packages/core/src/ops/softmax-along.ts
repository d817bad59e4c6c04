import { operation } from '../autodiff/operation.js';
import type { OfRowsKernels } from '../kernels/families/of-rows.js';
import type { KernelFamily } from '../kernels/kernel-family.js';
import { indices } from '../tensor/indices.js';
import { normalizedAxis, splitAt } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { gather } from './gather.js';
import { reshape } from './rearrange.js';

/** Softmax or its logarithm over any axis. The kernels run over the last one; another is brought there element by element, and back. */
export function softmaxAlong(family: KernelFamily<OfRowsKernels>, x: Tensor, axis: number): Tensor {
  const { outer, length, inner } = splitAt(x.shape, normalizedAxis(family.name, x.shape, axis));
  if (inner === 1) return ofRows(family, x, length);
  const there = exchanged(x, outer, length, inner);
  return reshape(exchanged(ofRows(family, there, length), outer, inner, length), x.shape);
}

function ofRows(family: KernelFamily<OfRowsKernels>, x: Tensor, columns: number): Tensor {
  const rows = columns === 0 ? 0 : x.size / columns;
  return operation([x], x.shape, (scope, y) => {
    const { forward, backward } = scope.kernels.of(family);
    forward(scope.at(x), rows, columns, scope.at(y));
    return () => backward(scope.at(y), scope.gradientAt(y), rows, columns, scope.gradientAt(x));
  });
}

/** `[outer, a, b]` as `[outer, b, a]`. */
function exchanged(x: Tensor, outer: number, a: number, b: number): Tensor {
  const from = new Int32Array(x.size);
  let to = 0;
  for (let start = 0; start < x.size; start += a * b) {
    for (let j = 0; j < b; j++) {
      for (let i = 0; i < a; i++) from[to++] = start + i * b + j;
    }
  }
  return reshape(gather(reshape(x, [x.size, 1]), indices([x.size], from)), [outer, b, a]);
}
