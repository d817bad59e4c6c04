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

/** The constants of the C interface for the order and the layouts of matrices. */
const [ROW_MAJOR, PLAIN, TRANSPOSED] = [101, 111, 112];
/** The constants for packing a right-hand side, and for a product with a packed one. */
const [RIGHT_HAND_SIDE, PACKED] = [162, 151];
/** The alignment of a packed matrix, in bytes. */
const ALIGNMENT = 64;

/**
 * A right-hand side in the order of the library, for products with `forRows` rows on their left.
 */
class Packed implements PreparedMatrix {
  constructor(
    readonly address: number,
    readonly source: Matrix,
    readonly forRows: number,
  ) {}

  get rows(): number {
    return this.source.rows;
  }

  get columns(): number {
    return this.source.columns;
  }
}

/** Computes products by a BLAS, in the memory of an engine. */
export class NativeProduct implements Product {
  readonly #memory: LinearMemory;
  readonly #library: Library;
  readonly #own: Product;
  /** The view whose address is known, and the address. The memory may move when it grows. */
  #floats: Floats | undefined;
  #base = 0;

  /** `own` computes products without terms or elements. */
  constructor(memory: LinearMemory, library: Library, own: Product) {
    this.#memory = memory;
    this.#library = library;
    this.#own = own;
  }

  multiply(a: Matrix, given: Matrix | PreparedMatrix, c: Matrix, accumulate: boolean): void {
    const { rows, columns } = c;
    const depth = a.columns;
    const { packing } = this.#library;
    const isPacked = given instanceof Packed && given.forRows === rows && packing !== undefined;
    const b = given instanceof Packed ? given.source : given;
    if (!(b instanceof Matrix) || rows === 0 || columns === 0 || depth === 0) {
      this.#own.multiply(a, b, c, accumulate);
      return;
    }
    const base = this.#baseOfMemory();
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
    const aForm = aPlain ? PLAIN : TRANSPOSED;
    const aStride = Math.max(aPlain ? depth : rows, aPlain ? a.rowStride : a.columnStride);
    const cStride = Math.max(columns, c.rowStride);
    const [from, to] = [base + a.address, base + c.address];
    if (isPacked) {
      packing.multiply(
        ROW_MAJOR,
        aForm,
        PACKED,
        rows,
        columns,
        depth,
        from,
        aStride,
        base + given.address,
        columns,
        beta,
        to,
        cStride,
      );
      return;
    }
    this.#library.multiply(
      ROW_MAJOR,
      aForm,
      bPlain ? PLAIN : TRANSPOSED,
      rows,
      columns,
      depth,
      1,
      from,
      aStride,
      base + b.address,
      Math.max(bPlain ? columns : depth, bStride),
      beta,
      to,
      cStride,
    );
  }

  /** Packs `b` if the library can. Otherwise, and for a single row, `b` is read in place. */
  prepare(b: Matrix, rows: number): PreparedMatrix {
    const source = new Matrix(b.address, b.rows, b.columns, b.rowStride, b.columnStride);
    const { packing } = this.#library;
    if (packing === undefined || rows <= 1 || b.rows === 0 || b.columns === 0) return source;
    const { arena } = this.#memory;
    const bytes = packing.size(RIGHT_HAND_SIDE, rows, b.columns, b.rows);
    const address = ALIGNMENT * Math.ceil(arena.allocate(bytes + ALIGNMENT) / ALIGNMENT);
    const base = this.#baseOfMemory();
    const isPlain = b.columnStride === 1;
    packing.pack(
      ROW_MAJOR,
      RIGHT_HAND_SIDE,
      isPlain ? PLAIN : TRANSPOSED,
      rows,
      b.columns,
      b.rows,
      1,
      base + b.address,
      Math.max(isPlain ? b.columns : b.rows, isPlain ? b.rowStride : b.columnStride),
      base + address,
    );
    return new Packed(address, source, rows);
  }

  #baseOfMemory(): number {
    const { floats } = this.#memory;
    if (floats !== this.#floats) {
      this.#floats = floats;
      this.#base = Number(koffi.address(floats));
    }
    return this.#base;
  }
}

/**
 * Computes each product by the BLAS or by the generated kernels, whichever is faster by the table.
 */
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
    const isNative =
      b instanceof Packed ||
      (b instanceof Matrix && this.#isNative[placeOf(c.rows, a.columns, c.columns)] === true);
    (isNative ? this.#native : this.#own).multiply(a, b, c, accumulate);
  }

  prepare(b: Matrix, rows: number): PreparedMatrix {
    const isNative = this.#isNative[placeOf(rows, b.rows, b.columns)] === true;
    return (isNative ? this.#native : this.#own).prepare(b, rows);
  }
}
