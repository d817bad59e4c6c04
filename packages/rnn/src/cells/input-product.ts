import { add, affine, gather, Tensor } from '@tbptt/core';
import type { Sequence } from '../recurrent.js';

/** `x W + b`, `[..., D]` to `[..., N]`; of symbols the rows of W, [D, N], that they name. Without `b` if none is given. */
export function inputProduct(input: Sequence, weight: Tensor, bias?: Tensor): Tensor {
  if (input instanceof Tensor) return affine(input, weight, bias);
  const rows = gather(weight, input);
  return bias === undefined ? rows : add(rows, bias);
}
