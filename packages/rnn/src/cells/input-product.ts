import { ArgumentError, add, affine, gather, Tensor } from '@tbptt/core';
import { describe } from '@tbptt/core/operation';
import type { Sequence } from '../recurrent.js';

/**
 * Returns `x W + b`, `[..., D]` to `[..., N]`; for symbols the rows of W, [D, N], that they name,
 * plus b. Default: no b.
 *
 * @throws ArgumentError if the weight or the bias is not a tensor
 */
export function inputProduct(input: Sequence, weight: Tensor, bias?: Tensor): Tensor {
  requireTensor('weight', weight);
  if (bias !== undefined) requireTensor('bias', bias);
  if (input instanceof Tensor) return affine(input, weight, bias);
  const rows = gather(weight, input);
  return bias === undefined ? rows : add(rows, bias);
}

function requireTensor(name: string, tensor: unknown): void {
  if (tensor instanceof Tensor) return;
  throw new ArgumentError('inputProduct', `the ${name} is ${describe(tensor)}; it must be a tensor.`);
}
