import type {
  Address,
  Kernels,
  Matrix,
  PointwiseKernel,
  PointwiseProgram,
  PreparedMatrix,
} from '@tbptt/core/operation';
import { type Phase, partOfProduct, partOfProgram, type StepSizes } from './classify.js';
import type { PartName } from './profile.js';

/** What was spent on a part. */
export interface Spent {
  milliseconds: number;
  calls: number;
  flops: number;
}

/** Kernels with a clock around each call, which keep account of where the time goes. */
export class ProfiledKernels implements Kernels {
  readonly spent = new Map<PartName, Spent>();
  readonly #pointwise = new WeakMap<PointwiseProgram, PointwiseKernel>();
  #phase: Phase = 'forward';

  constructor(
    readonly inner: Kernels,
    readonly sizes: StepSizes,
    /** The name of the cell, with which the names of its kernels begin. */
    readonly cell: string,
  ) {}

  get variant() {
    return this.inner.variant;
  }

  get memory() {
    return this.inner.memory;
  }

  /** Says that a step begins. */
  beginStep(): void {
    this.#phase = 'forward';
  }

  pointwise(program: PointwiseProgram): PointwiseKernel {
    let kernel = this.#pointwise.get(program);
    if (kernel === undefined) {
      const inner = this.inner.pointwise(program);
      const part = partOfProgram(program, this.cell);
      kernel = {
        program,
        run: (rows, n, block) => this.#clock(part, 0, () => inner.run(rows, n, block)),
      };
      this.#pointwise.set(program, kernel);
    }
    return kernel;
  }

  multiply(a: Matrix, b: Matrix | PreparedMatrix, c: Matrix, accumulate: boolean): void {
    const part = partOfProduct(this.sizes, this.#phase, a, c);
    this.#clock(part, 2 * c.rows * c.columns * a.columns, () => this.inner.multiply(a, b, c, accumulate));
  }

  prepare(b: Matrix, rows: number): PreparedMatrix {
    return this.#clock('packing of weights', 0, () => this.inner.prepare(b, rows));
  }

  sumAxis(x: Address, outer: number, axis: number, inner: number, y: Address, accumulate: boolean): void {
    this.#clock('biases and sums', 0, () => this.inner.sumAxis(x, outer, axis, inner, y, accumulate));
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
    this.#clock('biases and sums', 0, () =>
      this.inner.spreadAxis(x, outer, axis, inner, scale, y, accumulate),
    );
  }

  sumOfSquares(x: Address, length: number): number {
    return this.#clock('optimizer', 0, () => this.inner.sumOfSquares(x, length)); // the norm for clipping
  }

  softmax(x: Address, rows: number, columns: number, y: Address): void {
    this.#clock('softmax and loss', 0, () => this.inner.softmax(x, rows, columns, y));
  }

  softmaxGradient(y: Address, dy: Address, rows: number, columns: number, dx: Address): void {
    this.#clock('softmax and loss', 0, () => this.inner.softmaxGradient(y, dy, rows, columns, dx));
  }

  logSoftmax(x: Address, rows: number, columns: number, y: Address): void {
    this.#clock('softmax and loss', 0, () => this.inner.logSoftmax(x, rows, columns, y));
  }

  logSoftmaxGradient(y: Address, dy: Address, rows: number, columns: number, dx: Address): void {
    this.#clock('softmax and loss', 0, () => this.inner.logSoftmaxGradient(y, dy, rows, columns, dx));
  }

  standardiseRows(
    x: Address,
    rows: number,
    columns: number,
    eps: number,
    y: Address,
    inverses: Address,
  ): void {
    this.#clock('biases and sums', 0, () => this.inner.standardiseRows(x, rows, columns, eps, y, inverses));
  }

  standardiseRowsGradient(
    y: Address,
    inverses: Address,
    dy: Address,
    rows: number,
    columns: number,
    dx: Address,
  ): void {
    this.#clock('biases and sums', 0, () =>
      this.inner.standardiseRowsGradient(y, inverses, dy, rows, columns, dx),
    );
  }

  softmaxCrossEntropy(
    x: Address,
    targets: Address,
    rows: number,
    columns: number,
    losses: Address,
    dx: Address,
  ): void {
    this.#clock('softmax and loss', 0, () =>
      this.inner.softmaxCrossEntropy(x, targets, rows, columns, losses, dx),
    );
    this.#phase = 'backward';
  }

  gatherRows(
    table: Address,
    ids: Address,
    rows: number,
    columns: number,
    y: Address,
    accumulate: boolean,
  ): void {
    this.#clock('input rows (gather, scatter)', 0, () =>
      this.inner.gatherRows(table, ids, rows, columns, y, accumulate),
    );
  }

  scatterAddRows(dy: Address, ids: Address, rows: number, columns: number, dtable: Address): void {
    this.#clock('input rows (gather, scatter)', 0, () =>
      this.inner.scatterAddRows(dy, ids, rows, columns, dtable),
    );
  }

  #clock<R>(part: PartName, flops: number, call: () => R): R {
    const start = performance.now();
    const result = call();
    const milliseconds = performance.now() - start;
    const spent = this.spent.get(part);
    if (spent === undefined) this.spent.set(part, { milliseconds, calls: 1, flops });
    else {
      spent.milliseconds += milliseconds;
      spent.calls++;
      spent.flops += flops;
    }
    return result;
  }
}
