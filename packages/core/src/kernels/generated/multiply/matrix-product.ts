import type { Address } from '../../../memory/block-allocator.js';
import type { LinearMemory } from '../../../memory/linear-memory.js';
import { Matrix, type PreparedMatrix } from '../../matrix.js';
import { PackedMatrix, packedBytes } from './packed-matrix.js';
import { type Prepare, type Product, productModule, RIGHT } from './product.js';
import type { LeftLayout, TileShape } from './tile.js';
import { type VectorProduct, vectorModule } from './vector.js';

/** K is cut into blocks of about this many steps, so that a panel of b and a strip of a fit the first-level cache together. */
const DEPTH_BLOCK = 256;
const IN_PLACE_ROWS = 16;
const STREAMED_ROWS = 192;
const BYTES = 4;

interface ProductFunctions {
  readonly product: Product;
  readonly prepare: Prepare;
}

interface VectorFunctions {
  readonly byRows: VectorProduct;
  readonly byColumns: VectorProduct;
}

/** The matrix product on generated WebAssembly SIMD code: `multiply` and `prepare` of a kernel set. */
export class MatrixProduct {
  readonly #relaxed: boolean;
  readonly #scratch: Address;
  #rows: ProductFunctions | undefined;
  #columns: ProductFunctions | undefined;
  #vectors: VectorFunctions | undefined;

  constructor(
    readonly memory: LinearMemory,
    readonly variant: 'strict' | 'relaxed',
    readonly shape: TileShape = { rows: 4, columns: 8, unroll: 1 },
  ) {
    this.#relaxed = variant === 'relaxed';
    this.#scratch = memory.blocks.allocate(TILE_BYTES + STRIP_BYTES + TAIL_BYTES);
  }

  multiply(a: Matrix, b: Matrix | PreparedMatrix, c: Matrix, accumulate: boolean): void {
    const { rows, columns } = c;
    const depth = a.columns;
    if (rows === 0 || columns === 0) return;
    if (depth === 0) {
      if (!accumulate)
        for (let i = 0; i < rows; i++) this.memory.clear(c.address + i * c.rowStride * BYTES, columns);
      return;
    }
    if (b instanceof PackedMatrix) {
      this.#product(a, b.address, 0, RIGHT.packed, c, accumulate, 0);
    } else if (b instanceof Matrix) {
      const byRows = b.columnStride === 1;
      const stride = (byRows ? b.rowStride : b.columnStride) * BYTES;
      if (rows === 1 && a.columnStride === 1) {
        const vectors = (this.#vectors ??= this.#instantiate<VectorFunctions>(vectorModule(this.#relaxed)));
        const run = byRows ? vectors.byRows : vectors.byColumns;
        run(a.address, b.address, stride, c.address, depth, columns, accumulate ? 1 : 0);
      } else if (byRows && rows <= IN_PLACE_ROWS) {
        this.#product(a, b.address, stride, RIGHT.inPlace, c, accumulate, 0);
      } else {
        const { arena } = this.memory;
        const mark = arena.mark();
        const scratch = arena.allocate(
          Math.min(depth, DEPTH_BLOCK) * Math.min(columns, columnBlock(rows)) * BYTES,
        );
        this.#product(a, b.address, stride, byRows ? RIGHT.rows : RIGHT.columns, c, accumulate, scratch);
        arena.release(mark);
      }
    } else {
      throw new TypeError('multiply: the right-hand side was prepared by another set of kernels.');
    }
  }

  prepare(b: Matrix, rows: number): PreparedMatrix {
    if (rows <= 1) return new Matrix(b.address, b.rows, b.columns, b.rowStride, b.columnStride);
    const address = this.memory.arena.allocate(packedBytes(b.rows, b.columns));
    if (b.rows > 0 && b.columns > 0) {
      const byRows = b.columnStride === 1;
      const stride = (byRows ? b.rowStride : b.columnStride) * BYTES;
      const { prepare } = this.#functions('rows');
      prepare(
        b.address,
        stride,
        byRows ? RIGHT.rows : RIGHT.columns,
        b.columns,
        b.rows,
        DEPTH_BLOCK,
        address,
      );
    }
    return new PackedMatrix(address, b.rows, b.columns);
  }

  #product(
    a: Matrix,
    b: Address,
    bStride: number,
    right: number,
    c: Matrix,
    accumulate: boolean,
    scratch: Address,
  ): void {
    const byRows = a.columnStride === 1;
    const { product } = this.#functions(byRows ? 'rows' : 'columns');
    const strip = this.#scratch + TILE_BYTES;
    product(
      a.address,
      (byRows ? a.rowStride : a.columnStride) * BYTES,
      b,
      bStride,
      right,
      c.address,
      c.rowStride * BYTES,
      c.rows,
      c.columns,
      a.columns,
      accumulate ? 1 : 0,
      DEPTH_BLOCK,
      columnBlock(c.rows),
      this.#scratch,
      strip,
      strip + STRIP_BYTES,
      scratch,
    );
  }

  #functions(layout: LeftLayout): ProductFunctions {
    const build = () => this.#instantiate<ProductFunctions>(productModule(layout, this.shape, this.#relaxed));
    return layout === 'rows' ? (this.#rows ??= build()) : (this.#columns ??= build());
  }

  #instantiate<Exports>(bytes: Uint8Array<ArrayBuffer>): Exports {
    const { wasm } = this.memory;
    if (wasm === undefined) throw new TypeError('multiply: generated kernels need a WebAssembly memory.');
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory: wasm } });
    return instance.exports as Exports;
  }
}

const TILE_BYTES = 8 * 8 * BYTES;
const STRIP_BYTES = 8 * DEPTH_BLOCK * BYTES;
const TAIL_BYTES = 8 * DEPTH_BLOCK * BYTES;

function columnBlock(rows: number): number {
  return rows >= STREAMED_ROWS ? 256 : 16;
}
