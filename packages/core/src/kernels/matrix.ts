import type { Address } from '../memory/block-allocator.js';

/**
 * The place of a matrix: element `(i, j)` is `i * rowStride + j * columnStride` elements after
 * `address`. One of the strides is 1. `address` may be changed, so that a loop over time needs one
 * object only.
 */
export class Matrix {
  constructor(
    public address: Address,
    readonly rows: number,
    readonly columns: number,
    readonly rowStride: number = columns,
    readonly columnStride: number = 1,
  ) {}

  /** The same numbers with rows and columns exchanged. */
  get transposed(): Matrix {
    return new Matrix(this.address, this.columns, this.rows, this.columnStride, this.rowStride);
  }
}

/** A right-hand side in the order in which products read it, made once by `prepare` of a set of kernels. */
export interface PreparedMatrix {
  readonly rows: number;
  readonly columns: number;
  /**
   * The address of the prepared numbers. They are in the arena, unless the kernels read the matrix
   * in place.
   */
  readonly address: Address;
}
