import type { Matrix, PreparedMatrix } from '../matrix.js';

/**
 * The matrix product. A set of kernels has one and can be given another, such as a native library,
 * one with several threads, or one that measures times.
 */
export interface Product {
  /**
   * `c = a b`, or `c += a b`. `c` has a column stride of 1. `b` may have been prepared. If rows >
   * 1, the sum over k runs in ascending order. A native library has an order of its own.
   */
  multiply(a: Matrix, b: Matrix | PreparedMatrix, c: Matrix, accumulate: boolean): void;

  /** Copies `b` into the arena, in the order that products with `rows` rows on their left read fastest. */
  prepare(b: Matrix, rows: number): PreparedMatrix;
}
