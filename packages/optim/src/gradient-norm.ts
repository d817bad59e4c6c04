import { ArgumentError } from '@tbptt/core';
import { type Address, describe, type Engine, sumOfSquaresKernels } from '@tbptt/core/operation';

/** Which norm of the gradient: 1 (the sum of magnitudes), 2 (Euclidean) or `Infinity` (the largest magnitude). */
export type NormOrder = number;

/** Throws an `ArgumentError` unless the order is 1, 2 or infinity. */
export function requireNormOrder(operation: string, order: NormOrder): void {
  if (order === 1 || order === 2 || order === Number.POSITIVE_INFINITY) return;
  throw new ArgumentError(operation, `the norm is ${describe(order)}; it must be 1, 2 or Infinity.`);
}

/** The norm of the `size` numbers at `address`, in double precision; NaN if one of them is. */
export function normAt(
  { memory, kernels }: Engine,
  address: Address,
  size: number,
  order: NormOrder,
): number {
  if (order !== 2) return normOf(memory.view(address, size), order);
  const { arena } = memory;
  const mark = arena.mark();
  const sum = arena.allocate(Float64Array.BYTES_PER_ELEMENT);
  kernels.of(sumOfSquaresKernels).sumOfSquares(address, size, sum);
  const squares = memory.doubles[sum / Float64Array.BYTES_PER_ELEMENT] as number;
  arena.release(mark);
  return Math.sqrt(squares);
}

/**
 * The norms of the units of numbers, into `norms`: as many as that is long, and number `i` belongs to unit `i % norms.length`. So they are
 * the norms of the columns of a matrix.
 */
export function unitNormsAt(
  engine: Engine,
  address: Address,
  size: number,
  order: NormOrder,
  norms: Float64Array,
): void {
  if (norms.length === 1) {
    norms[0] = normAt(engine, address, size, order);
    return;
  }
  const numbers = engine.memory.view(address, size);
  norms.fill(0);
  for (let start = 0; start < size; start += norms.length) {
    for (let unit = 0; unit < norms.length; unit++) {
      norms[unit] = withMagnitude(norms[unit] as number, Math.abs(numbers[start + unit] as number), order);
    }
  }
  if (order === 2)
    for (let unit = 0; unit < norms.length; unit++) norms[unit] = Math.sqrt(norms[unit] as number);
}

/** The norm of numbers, in double precision; that of the norms of several arrays is the norm of all of them. NaN if one number is. */
export function normOf(numbers: ArrayLike<number>, order: NormOrder): number {
  let total = 0;
  for (let i = 0; i < numbers.length; i++)
    total = withMagnitude(total, Math.abs(numbers[i] as number), order);
  return order === 2 ? Math.sqrt(total) : total;
}

/** A norm with one more number, before the root that a norm of order 2 ends with. */
function withMagnitude(total: number, magnitude: number, order: NormOrder): number {
  if (order === 1) return total + magnitude;
  return order === 2 ? total + magnitude * magnitude : Math.max(total, magnitude);
}
