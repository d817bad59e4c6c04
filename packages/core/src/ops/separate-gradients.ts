import type { Address } from '../memory/block-allocator.js';
import type { Scope } from '../tensor/scope.js';
import type { Tensor } from '../tensor/tensor.js';
import { copyRows } from './copy-rows.js';

/**
 * Where a kernel sums the gradients of several operands. A kernel reads all that it adds to before it writes any of it, so gradients that
 * overlap, as in `multiply(x, x)` or where the operands are slices of one tensor, would lose terms: all but the first of
 * those get memory of their own, and `join` adds it where it belongs.
 */
export class SeparateGradients {
  /** For each operand where the kernel is to add. */
  readonly addresses: readonly Address[];
  readonly #scope: Scope;
  readonly #aside: { readonly size: number; readonly from: Address; readonly to: Address }[] = [];

  constructor(scope: Scope, operands: readonly Tensor[]) {
    this.#scope = scope;
    const ends: Address[] = [];
    const starts = operands.map((operand) => scope.gradientAt(operand));
    this.addresses = operands.map(({ size }, i) => {
      const to = starts[i] as Address;
      const end = to + size * scope.memory.elementBytes;
      const overlaps = ends.some((otherEnd, j) => to < otherEnd && (starts[j] as Address) < end);
      ends.push(end);
      if (!overlaps) return to;
      const from = scope.allocateZeros(size);
      this.#aside.push({ size, from, to });
      return from;
    });
  }

  /** Adds what was summed aside to the gradients it belongs to; to be called after the kernel. */
  join(): void {
    for (const { size, from, to } of this.#aside) {
      copyRows(this.#scope, 'accumulate', 1, size, from, size, to, size);
    }
  }
}
