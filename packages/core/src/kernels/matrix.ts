import type { Address } from '../memory/block-allocator.js';

/**
 * Where a matrix lies: element `(i, j)` is `i * rowStride + j * columnStride` elements after
 * `address`. One of the strides is 1. `address` may be moved, so that a loop over time needs one
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

/**
 * A right-hand side brought once into the order in which products read it; `prepare` of a kernel
 * set makes it.
 */
export interface PreparedMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Where the prepared numbers lie: in the arena, unless the kernels read the matrix where it is. */
  readonly address: Address;
}
