import {
  type Floats,
  type LinearMemory,
  Matrix,
  type PreparedMatrix,
  type Product,
} from '@tbptt/core/operation';
import koffi from 'koffi';
import type { Library } from './library.js';
import { type ProductTable, placeOf } from './product-table.js';

/** The numbers by which the C interface names orders and layouts. */
const [ROW_MAJOR, PLAIN, TRANSPOSED] = [101, 111, 112];

/** The products of a BLAS, from and to the memory of an engine. */
export class NativeProduct implements Product {
  readonly #memory: LinearMemory;
  readonly #library: Library;
  readonly #own: Product;
  /** The view whose address is known, and the address. The memory may move when it grows. */
  #floats: Floats | undefined;
  #base = 0;

  /** Products in which nothing is summed are left to `own`. */
  constructor(memory: LinearMemory, library: Library, own: Product) {
    this.#memory = memory;
    this.#library = library;
    this.#own = own;
  }

  multiply(a: Matrix, b: Matrix | PreparedMatrix, c: Matrix, accumulate: boolean): void {
    const { rows, columns } = c;
    const depth = a.columns;
    if (!(b instanceof Matrix) || rows === 0 || columns === 0 || depth === 0) {
      this.#own.multiply(a, b, c, accumulate);
      return;
    }
    const { floats } = this.#memory;
    if (floats !== this.#floats) {
      this.#floats = floats;
      this.#base = Number(koffi.address(floats));
    }
    const base = this.#base;
    const beta = accumulate ? 1 : 0;
    const bPlain = b.columnStride === 1;
    const bStride = Math.max(1, bPlain ? b.rowStride : b.columnStride);
    if (rows === 1) {
      const [m, n] = bPlain ? [depth, columns] : [columns, depth];
      const layout = bPlain ? TRANSPOSED : PLAIN;
      const [at, from, to] = [base + b.address, base + a.address, base + c.address];
      this.#library.multiplyVector(
        ROW_MAJOR,
        layout,
        m,
        n,
        1,
        at,
        Math.max(n, bStride),
        from,
        a.columnStride,
        beta,
        to,
        1,
      );
      return;
    }
    const aPlain = a.columnStride === 1;
    this.#library.multiply(
      ROW_MAJOR,
      aPlain ? PLAIN : TRANSPOSED,
      bPlain ? PLAIN : TRANSPOSED,
      rows,
      columns,
      depth,
      1,
      base + a.address,
      Math.max(aPlain ? depth : rows, aPlain ? a.rowStride : a.columnStride),
      base + b.address,
      Math.max(bPlain ? columns : depth, bStride),
      beta,
      base + c.address,
      Math.max(columns, c.rowStride),
    );
  }

  /** The C interface has no packed matrices: b is read where it is. */
  prepare(b: Matrix): PreparedMatrix {
    return new Matrix(b.address, b.rows, b.columns, b.rowStride, b.columnStride);
  }
}

/** Gives each product to the BLAS or to the generated kernels, whichever the table says is faster. */
export class ChoosingProduct implements Product {
  readonly #native: Product;
  readonly #own: Product;
  readonly #isNative: readonly boolean[];

  constructor(native: Product, own: Product, table: ProductTable) {
    this.#native = native;
    this.#own = own;
    this.#isNative = Array.from(table, (each) => each === 'B');
  }

  multiply(a: Matrix, b: Matrix | PreparedMatrix, c: Matrix, accumulate: boolean): void {
    const isNative = b instanceof Matrix && this.#isNative[placeOf(c.rows, a.columns, c.columns)] === true;
    (isNative ? this.#native : this.#own).multiply(a, b, c, accumulate);
  }

  prepare(b: Matrix, rows: number): PreparedMatrix {
    const isNative = this.#isNative[placeOf(rows, b.rows, b.columns)] === true;
    return (isNative ? this.#native : this.#own).prepare(b, rows);
  }
}
