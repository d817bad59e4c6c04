import type { Arena } from '../../memory/arena.js';
import type { Address } from '../../memory/block-allocator.js';
import type { LinearMemory } from '../../memory/linear-memory.js';
import type { Linker, WasmFunction } from '../../wasm/linker.js';
import type { Rounding } from '../../wasm/simd-math/vector-math.js';
import { Matrix, type PreparedMatrix } from '../matrix.js';
import { chooseTile, chooseVectors } from './choose-tile.js';
import { PackedMatrix } from './packed-matrix.js';
import type { Product } from './product.js';
import {
  GAP_BYTES,
  PREPARE_EXPORTS,
  PRODUCT_EXPORTS,
  prepareModule,
  productModule,
} from './product-module.js';
import { RIGHT } from './right-hand-side.js';
import type { TileShape } from './tile.js';
import { VECTOR_EXPORTS, type VectorShapes, vectorModule } from './vector-product.js';

const BYTES = 4;
/**
 * A panel of b and a strip of a fit the first-level cache together: K is cut into blocks of 512
 * steps, or 256 for wide tiles.
 */
const PANEL_BYTES = 16384;
/**
 * The number of columns of b that are packed at a time. They stay in the second-level cache while
 * all rows of a are read.
 */
const COLUMN_BLOCK = 256;
/**
 * With at least this many strips, the height of the last ones does not matter, so that an existing
 * module can be used.
 */
const MANY_STRIPS = 16;
/** With at most this many rows, packing b costs more than it saves. */
const IN_PLACE_ROWS = 12;

type Functions<Exports extends readonly string[]> = Record<Exports[number], WasmFunction>;

/**
 * The matrix product in generated WebAssembly SIMD; the README of this folder has a picture.
 *
 * Products of one contiguous row read b where it is (`vector-product.ts`). All others run over
 * tiles of c in registers, b packed in panels (`product.ts`). Each number of c is summed over k in
 * ascending order by one accumulator, so that strict results are bit-identical whatever the tile;
 * the one exception is a single row times a b with contiguous columns (`vector-by-columns.ts`).
 */
export class MatrixProduct implements Product {
  readonly #linker: Linker;
  readonly #scratch: Arena;
  readonly #tile: Address;
  readonly #tail: Address;
  readonly #maximalDepth: number;
  /**
   * The products by the rows of their low strips. Code that a program does not need would delay the
   * end of its first step.
   */
  readonly #products: (Functions<typeof PRODUCT_EXPORTS> | undefined)[] = [];
  /** The product with the number of rows of the latest one: a loop over time uses the same one repeatedly. */
  #latest: Functions<typeof PRODUCT_EXPORTS> | undefined;
  #latestRows = 0;
  #packing: Functions<typeof PREPARE_EXPORTS> | undefined;
  #vectors: Functions<typeof VECTOR_EXPORTS> | undefined;
  /** The largest number of multiplications of a product so far. */
  largest = 0;

  /** `memory` is of single precision, and a WebAssembly memory. Modules are generated at their first use. */
  constructor(
    readonly memory: LinearMemory,
    readonly rounding: Rounding,
    readonly shape: TileShape = chooseTile(rounding, false),
    readonly vectors: VectorShapes = chooseVectors(),
    {
      linker = memory.linker,
      scratch = memory.arena,
    }: { readonly linker?: Linker | undefined; readonly scratch?: Arena } = {},
  ) {
    if (linker === undefined) throw new TypeError('MatrixProduct: it needs a WebAssembly memory.');
    this.#linker = linker;
    this.#scratch = scratch;
    this.#tile = memory.blocks.allocate(shape.rows * shape.columns * BYTES);
    this.#tail = memory.blocks.allocate(PANEL_BYTES);
    this.#maximalDepth = PANEL_BYTES / (shape.columns * BYTES);
  }

  /** `c = a b`, or `c += a b`. a: [M, K], b: [K, N], c: [M, N] with contiguous rows. */
  multiply(a: Matrix, b: Matrix | PreparedMatrix, c: Matrix, accumulate: boolean): void {
    if (c.rows === 0 || c.columns === 0) return;
    const multiplications = c.rows * c.columns * a.columns;
    if (multiplications > this.largest) this.largest = multiplications;
    if (a.columns === 0) {
      if (!accumulate) this.#clear(c);
    } else if (b instanceof PackedMatrix && b.panelColumns === this.shape.columns) {
      this.#multiplyTiles(a, b.address, 0, RIGHT.packed, c, accumulate, b.depthBlock);
    } else if (!(b instanceof Matrix)) {
      throw new TypeError('multiply: the right-hand side was prepared by another set of kernels.');
    } else if (c.rows === 1 && a.columnStride === 1) {
      this.#multiplyRow(a, b, c, accumulate);
    } else {
      const form = c.rows <= IN_PLACE_ROWS && b.columnStride === 1 ? RIGHT.inPlace : formOf(b);
      this.#multiplyTiles(a, b.address, strideOf(b), form, c, accumulate, this.#depthBlock(a.columns));
    }
  }

  /** Packs `b` into the arena. If `rows` is 1, `b` is read in place instead. */
  prepare(b: Matrix, rows: number): PreparedMatrix {
    if (rows <= 1) return new Matrix(b.address, b.rows, b.columns, b.rowStride, b.columnStride);
    const { columns: panelColumns } = this.shape;
    const half = panelColumns / 2;
    const address = this.memory.arena.allocate(b.rows * Math.ceil(b.columns / half) * half * BYTES);
    const depthBlock = this.#depthBlock(b.rows);
    if (b.rows > 0 && b.columns > 0) {
      this.#packing ??= this.#linker.link(prepareModule(this.shape), PREPARE_EXPORTS);
      this.#packing.prepare(b.address, strideOf(b), formOf(b), b.columns, b.rows, depthBlock, address);
    }
    return new PackedMatrix(address, b.rows, b.columns, panelColumns, depthBlock);
  }

  #multiplyRow(a: Matrix, b: Matrix, c: Matrix, accumulate: boolean): void {
    this.#vectors ??= this.#linker.link(vectorModule(this.rounding, this.vectors), VECTOR_EXPORTS);
    const { byRows, byColumns } = this.#vectors;
    const add = accumulate ? 1 : 0;
    // Each function has a call of its own: the host then knows what it calls, and calls it directly.
    if (b.columnStride === 1) byRows(a.address, b.address, strideOf(b), c.address, a.columns, c.columns, add);
    else byColumns(a.address, b.address, strideOf(b), c.address, a.columns, c.columns, add);
  }

  #multiplyTiles(
    a: Matrix,
    b: Address,
    bStride: number,
    form: number,
    c: Matrix,
    accumulate: boolean,
    depthBlock: number,
  ): void {
    const { rows, columns } = c;
    const { product } = this.#productOf(rows);
    const depth = a.columns;
    const arena = this.#scratch;
    const transposes = a.columnStride !== 1;
    const packs = form === RIGHT.rows || form === RIGHT.columns;
    const mark = transposes || packs ? arena.mark() : undefined;
    const aRoom = transposes ? arena.allocate(rows * (depthBlock * BYTES + GAP_BYTES)) : 0;
    const bRoom = packs ? arena.allocate(depthBlock * Math.min(columns, COLUMN_BLOCK) * BYTES) : 0;
    product(
      a.address,
      strideOf(a),
      aRoom,
      b,
      bStride,
      form,
      bRoom,
      this.#tail,
      c.address,
      c.rowStride * BYTES,
      this.#tile,
      rows,
      columns,
      depth,
      accumulate ? 1 : 0,
      depthBlock,
      COLUMN_BLOCK,
    );
    if (mark !== undefined) arena.release(mark);
  }

  /**
   * Returns the number of steps over k in a block: as few blocks as possible, of sizes as equal as
   * possible.
   */
  #depthBlock(depth: number): number {
    const blocks = Math.ceil(depth / this.#maximalDepth);
    return Math.min(this.#maximalDepth, Math.ceil(depth / blocks / 8) * 8);
  }

  #productOf(rows: number): Functions<typeof PRODUCT_EXPORTS> {
    if (rows === this.#latestRows) return this.#latest as Functions<typeof PRODUCT_EXPORTS>;
    const low = this.#lowStrip(rows);
    this.#latestRows = rows;
    return (this.#latest = this.#products[low] ??=
      this.#linker.link(productModule(this.shape, low, this.rounding), PRODUCT_EXPORTS));
  }

  /** Returns the height of the last strips when `rows` rows are cut into strips as high as a tile. */
  #lowStrip(rows: number): number {
    const tallest = this.shape.rows;
    const rest = rows % tallest;
    if (rest > 0 && rows < MANY_STRIPS * tallest) return rest;
    const present = this.#products.findIndex((found, low) => found !== undefined && rest % low === 0);
    return present > 0 ? present : rest || 1;
  }

  #clear(c: Matrix): void {
    for (let i = 0; i < c.rows; i++) this.memory.clear(c.address + i * c.rowStride * BYTES, c.columns);
  }
}

/** Bytes from a contiguous row or column to the next. */
function strideOf(matrix: Matrix): number {
  return (matrix.columnStride === 1 ? matrix.rowStride : matrix.columnStride) * BYTES;
}

/** Returns how a matrix is to be packed. */
function formOf(matrix: Matrix): number {
  return matrix.columnStride === 1 ? RIGHT.rows : RIGHT.columns;
}
