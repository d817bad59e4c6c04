import { ArgumentError } from '@tbptt/core';
import type { Address, Engine } from '@tbptt/core/operation';

/** Which norm of the gradient: 1 (the sum of magnitudes), 2 (Euclidean) or `Infinity` (the largest magnitude). */
export type NormOrder = number;

/** Throws an `ArgumentError` unless the order is 1, 2 or infinity. */
export function requireNormOrder(operation: string, order: NormOrder): void {
  if (order === 1 || order === 2 || order === Number.POSITIVE_INFINITY) return;
  throw new ArgumentError(operation, `the norm is ${order}; it must be 1, 2 or Infinity.`);
}

/** The norm of the `size` numbers at `address`, in double precision; NaN if one of them is. */
export function normAt(
  { memory, kernels }: Engine,
  address: Address,
  size: number,
  order: NormOrder,
): number {
  return order === 2
    ? Math.sqrt(kernels.sumOfSquares(address, size))
    : normOf(memory.view(address, size), order);
}

/** The norm of numbers, in double precision; that of the norms of several arrays is the norm of all of them. NaN if one number is. */
export function normOf(numbers: ArrayLike<number>, order: NormOrder): number {
  let total = 0;
  for (let i = 0; i < numbers.length; i++) {
    const magnitude = Math.abs(numbers[i] as number);
    if (order === 1) total += magnitude;
    else if (order === 2) total += magnitude * magnitude;
    else total = Math.max(total, magnitude);
  }
  return order === 2 ? Math.sqrt(total) : total;
}
