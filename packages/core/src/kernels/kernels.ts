import type { Address } from '../memory/block-allocator.js';
import type { LinearMemory } from '../memory/linear-memory.js';
import type { Matrix, PreparedMatrix } from './matrix.js';
import type { PointwiseKernel, PointwiseProgram } from './pointwise.js';

/**
 * Which set of kernels computes: `relaxed` (generated SIMD with fused multiply-add), `strict` (generated SIMD, bit-identical
 * on every engine and machine) or `reference` (plain TypeScript, where the host forbids compiling, and in double precision).
 */
export type Variant = 'relaxed' | 'strict' | 'reference';

/** How kernels are generated. */
export interface KernelOptions {
  /**
   * Whether to count on vectors of 256 bits, which V8 makes of neighbouring ones of 128 under its experimental flag
   * `--experimental-wasm-revectorize` (Node 24 and later), to be set before the first kernel is compiled. Without the flag such kernels are
   * right, but slow. False if not given.
   */
  readonly wide?: boolean;
}

/**
 * What is not an equation, and the compiler of what is: the operations on addresses that everything else is made of.
 *
 * Arrays are dense and row-major unless a stride is given; sizes are in elements, addresses in bytes. "+=" adds to what is there.
 * Nothing here checks its arguments: operations on tensors do.
 */
export interface Kernels {
  readonly variant: Variant;
  readonly memory: LinearMemory;

  /** The kernel of a pointwise program, generated at its first use. */
  pointwise(program: PointwiseProgram): PointwiseKernel;

  /** `c = a b`, or `c += a b`. `c` has a column stride of 1. `b` may have been prepared. The sum over k runs in ascending order where rows > 1. */
  multiply(a: Matrix, b: Matrix | PreparedMatrix, c: Matrix, accumulate: boolean): void;

  /** Brings `b` into the order that products with `rows` rows on their left read fastest; the result lies in the arena. */
  prepare(b: Matrix, rows: number): PreparedMatrix;

  /** `y[o, i] = Σ_a x[o, a, i]`, or `+=`. x: [outer, axis, inner], y: [outer, inner]. */
  sumAxis(x: Address, outer: number, axis: number, inner: number, y: Address, accumulate: boolean): void;

  /** `y[o, a, i] = scale * x[o, i]`, or `+=`: the mirror image of `sumAxis`. */
  spreadAxis(
    x: Address,
    outer: number,
    axis: number,
    inner: number,
    scale: number,
    y: Address,
    accumulate: boolean,
  ): void;

  /** The sum of squares of `length` numbers, accumulated in double precision. */
  sumOfSquares(x: Address, length: number): number;

  /** `y[r, :] = softmax(x[r, :])`, stable. x, y: [rows, columns]. */
  softmax(x: Address, rows: number, columns: number, y: Address): void;

  /** `dx[r, j] += y[r, j] (dy[r, j] - Σ_k dy[r, k] y[r, k])`. */
  softmaxGradient(y: Address, dy: Address, rows: number, columns: number, dx: Address): void;

  /** `y[r, :] = log(softmax(x[r, :]))`, stable. x, y: [rows, columns]. */
  logSoftmax(x: Address, rows: number, columns: number, y: Address): void;

  /** `dx[r, j] += dy[r, j] - exp(y[r, j]) Σ_k dy[r, k]`. */
  logSoftmaxGradient(y: Address, dy: Address, rows: number, columns: number, dx: Address): void;

  /**
   * `y[r, :] = (x[r, :] - mean) * inverses[r]` with `inverses[r] = 1 / √(variance + eps)`, by the mean and the (biased) variance of the row.
   * x, y: [rows, columns]; inverses: [rows].
   */
  standardiseRows(
    x: Address,
    rows: number,
    columns: number,
    eps: number,
    y: Address,
    inverses: Address,
  ): void;

  /** `dx[r, j] += inverses[r] (dy[r, j] - mean_k dy[r, k] - y[r, j] mean_k dy[r, k] y[r, k])`. */
  standardiseRowsGradient(
    y: Address,
    inverses: Address,
    dy: Address,
    rows: number,
    columns: number,
    dx: Address,
  ): void;

  /**
   * `losses[r] = log Σ_j exp x[r, j] - x[r, targets[r]]` and, in the same pass, `dx[r, j] = softmax(x[r, :])[j] - [j = targets[r]]`
   * (assigned, for it is an intermediate result that the caller scales; 0 as the address of dx leaves it out). Rows with
   * a negative target count nothing: loss 0, gradient 0. x, dx: [rows, columns]; targets: int32 [rows]; losses: [rows].
   */
  softmaxCrossEntropy(
    x: Address,
    targets: Address,
    rows: number,
    columns: number,
    losses: Address,
    dx: Address,
  ): void;

  /** `y[r, :] = table[ids[r], :]`, or `+=`. ids: int32 [rows]; y: [rows, columns]. */
  gatherRows(
    table: Address,
    ids: Address,
    rows: number,
    columns: number,
    y: Address,
    accumulate: boolean,
  ): void;

  /** `dtable[ids[r], :] += dy[r, :]`, rows in ascending order. */
  scatterAddRows(dy: Address, ids: Address, rows: number, columns: number, dtable: Address): void;
}
