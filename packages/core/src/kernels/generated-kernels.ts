import type { Address } from '../memory/block-allocator.js';
import type { LinearMemory } from '../memory/linear-memory.js';
import type { Rounding } from '../wasm/simd-math/vector-math.js';
import { generateGatherRows } from './generated/gather-rows.js';
import { generateLogSoftmax } from './generated/log-softmax.js';
import { chooseTile } from './generated/multiply/choose-tile.js';
import { MatrixProduct } from './generated/multiply/matrix-product.js';
import { generatePointwise } from './generated/pointwise.js';
import { generateSoftmax } from './generated/softmax.js';
import { generateSoftmaxCrossEntropy } from './generated/softmax-cross-entropy.js';
import { generateSpreadAxis } from './generated/spread-axis.js';
import { generateStandardiseRows } from './generated/standardise-rows.js';
import { generateSumAxis } from './generated/sum-axis.js';
import { generateSumOfSquares } from './generated/sum-of-squares.js';
import type { KernelOptions, Kernels } from './kernels.js';
import type { Matrix, PreparedMatrix } from './matrix.js';
import type { PointwiseKernel, PointwiseProgram } from './pointwise.js';

/**
 * The kernels as WebAssembly SIMD code, generated at run time: `strict`, bit-identical on every engine and machine, or `relaxed`, with fused
 * multiply-add. In single precision only. Each module is generated and compiled at its first use.
 */
export class GeneratedKernels implements Kernels {
  readonly #wasm: WebAssembly.Memory;
  readonly #product: MatrixProduct;
  readonly #pointwise = new WeakMap<PointwiseProgram, PointwiseKernel>();
  readonly #sumAxis = once(() => generateSumAxis(this.#wasm));
  readonly #spreadAxis = once(() => generateSpreadAxis(this.#wasm, this.variant));
  readonly #sumOfSquares = once(() => generateSumOfSquares(this.#wasm));
  readonly #softmax = once(() => generateSoftmax(this.#wasm, this.variant));
  readonly #logSoftmax = once(() => generateLogSoftmax(this.#wasm, this.variant));
  readonly #standardiseRows = once(() => generateStandardiseRows(this.#wasm, this.variant));
  readonly #crossEntropy = once(() => this.#generateCrossEntropy({ gradient: false }));
  readonly #crossEntropyWithGradient = once(() => this.#generateCrossEntropy({ gradient: true }));
  readonly #gatherRows = once(() => generateGatherRows(this.#wasm));

  /** `memory` is of single precision, and a WebAssembly memory. */
  constructor(
    readonly memory: LinearMemory,
    readonly variant: Rounding,
    { wide = false }: KernelOptions = {},
  ) {
    if (memory.wasm === undefined || memory.precision !== 'single') {
      throw new TypeError('GeneratedKernels: they need a WebAssembly memory of single precision.');
    }
    this.#wasm = memory.wasm;
    this.#product = new MatrixProduct(memory, variant, chooseTile(variant, wide));
  }

  pointwise(program: PointwiseProgram): PointwiseKernel {
    let kernel = this.#pointwise.get(program);
    if (kernel === undefined) {
      kernel = generatePointwise(program, this.memory, this.variant);
      this.#pointwise.set(program, kernel);
    }
    return kernel;
  }

  multiply(a: Matrix, b: Matrix | PreparedMatrix, c: Matrix, accumulate: boolean): void {
    this.#product.multiply(a, b, c, accumulate);
  }

  prepare(b: Matrix, rows: number): PreparedMatrix {
    return this.#product.prepare(b, rows);
  }

  sumAxis(x: Address, outer: number, axis: number, inner: number, y: Address, accumulate: boolean): void {
    if (!accumulate) this.memory.clear(y, outer * inner);
    const { sumRows, sumColumns } = this.#sumAxis();
    if (inner === 1) sumRows(x, outer, axis, y);
    else sumColumns(x, outer, axis, inner, y);
  }

  spreadAxis(
    x: Address,
    outer: number,
    axis: number,
    inner: number,
    scale: number,
    y: Address,
    accumulate: boolean,
  ): void {
    const { fillRows, addToRows, repeatRows, addRepeatedRows } = this.#spreadAxis();
    if (inner === 1) (accumulate ? addToRows : fillRows)(x, outer, axis, scale, y);
    else (accumulate ? addRepeatedRows : repeatRows)(x, outer, axis, inner, scale, y);
  }

  sumOfSquares(x: Address, length: number): number {
    return this.#sumOfSquares().sumOfSquares(x, length);
  }

  softmax(x: Address, rows: number, columns: number, y: Address): void {
    this.#softmax().softmax(x, rows, columns, y);
  }

  softmaxGradient(y: Address, dy: Address, rows: number, columns: number, dx: Address): void {
    this.#softmax().softmaxGradient(y, dy, rows, columns, dx);
  }

  logSoftmax(x: Address, rows: number, columns: number, y: Address): void {
    this.#logSoftmax().logSoftmax(x, rows, columns, y);
  }

  logSoftmaxGradient(y: Address, dy: Address, rows: number, columns: number, dx: Address): void {
    this.#logSoftmax().logSoftmaxGradient(y, dy, rows, columns, dx);
  }

  standardiseRows(
    x: Address,
    rows: number,
    columns: number,
    eps: number,
    y: Address,
    inverses: Address,
  ): void {
    this.#standardiseRows().standardiseRows(x, rows, columns, 1 / columns, eps, y, inverses);
  }

  standardiseRowsGradient(
    y: Address,
    inverses: Address,
    dy: Address,
    rows: number,
    columns: number,
    dx: Address,
  ): void {
    this.#standardiseRows().standardiseRowsGradient(y, inverses, dy, rows, columns, 1 / columns, dx);
  }

  softmaxCrossEntropy(
    x: Address,
    targets: Address,
    rows: number,
    columns: number,
    losses: Address,
    dx: Address,
  ): void {
    const generated = dx === 0 ? this.#crossEntropy() : this.#crossEntropyWithGradient();
    generated.softmaxCrossEntropy(x, targets, rows, columns, losses, dx);
  }

  gatherRows(
    table: Address,
    ids: Address,
    rows: number,
    columns: number,
    y: Address,
    accumulate: boolean,
  ): void {
    const { copyRows, addRows } = this.#gatherRows();
    (accumulate ? addRows : copyRows)(table, ids, rows, columns, y);
  }

  scatterAddRows(dy: Address, ids: Address, rows: number, columns: number, dtable: Address): void {
    this.#gatherRows().scatterAddRows(dy, ids, rows, columns, dtable);
  }

  #generateCrossEntropy(options: { readonly gradient: boolean }) {
    return generateSoftmaxCrossEntropy(this.#wasm, this.variant, options);
  }
}

/** A function that makes its value at the first call. */
function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
