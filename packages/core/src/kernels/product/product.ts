import type { Matrix, PreparedMatrix } from '../matrix.js';

/**
 * The matrix product. A set of kernels has one and can be given another: a native library, several
 * threads, one that takes times.
 */
export interface Product {
  /**
   * `c = a b`, or `c += a b`. `c` has a column stride of 1. `b` may have been prepared. The sum
   * over k runs in ascending order if rows > 1; that of a native library in an order of its own.
   */
  multiply(a: Matrix, b: Matrix | PreparedMatrix, c: Matrix, accumulate: boolean): void;

  /**
   * Brings `b` into the order that products with `rows` rows on their left read fastest; the result
   * is in the arena.
   */
  prepare(b: Matrix, rows: number): PreparedMatrix;
}
