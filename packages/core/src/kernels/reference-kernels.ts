import type { Address } from '../memory/block-allocator.js';
import type { LinearMemory } from '../memory/linear-memory.js';
import type { Kernels } from './kernels.js';
import { Matrix, type PreparedMatrix } from './matrix.js';
import type { PointwiseKernel, PointwiseProgram } from './pointwise.js';
import { gatherRows, scatterAddRows } from './reference/gather-rows.js';
import { logSoftmax, logSoftmaxGradient } from './reference/log-softmax.js';
import { multiply } from './reference/multiply.js';
import { interpretPointwise } from './reference/pointwise.js';
import { softmax, softmaxGradient } from './reference/softmax.js';
import { softmaxCrossEntropy } from './reference/softmax-cross-entropy.js';
import { standardiseRows, standardiseRowsGradient } from './reference/standardise-rows.js';
import { spreadAxis, sumAxis } from './reference/sum-axis.js';
import { sumOfSquares } from './reference/sum-of-squares.js';

/**
 * The kernels in plain TypeScript: what the generated ones are compared with, what computes in double precision, and what serves
 * where the host forbids compiling. Every sum runs in double precision and is rounded once, when it is stored.
 */
export class ReferenceKernels implements Kernels {
  readonly variant = 'reference';
  readonly #pointwise = new WeakMap<PointwiseProgram, PointwiseKernel>();

  constructor(readonly memory: LinearMemory) {}

  pointwise(program: PointwiseProgram): PointwiseKernel {
    let kernel = this.#pointwise.get(program);
    if (kernel === undefined) {
      kernel = interpretPointwise(program, this.memory);
      this.#pointwise.set(program, kernel);
    }
    return kernel;
  }

  multiply(a: Matrix, b: Matrix | PreparedMatrix, c: Matrix, accumulate: boolean): void {
    if (!(b instanceof Matrix)) {
      throw new TypeError('multiply: the right-hand side was prepared by another set of kernels.');
    }
    multiply(this.memory, a, b, c, accumulate);
  }

  prepare(b: Matrix): PreparedMatrix {
    return new Matrix(b.address, b.rows, b.columns, b.rowStride, b.columnStride); // read where it lies
  }

  sumAxis(x: Address, outer: number, axis: number, inner: number, y: Address, accumulate: boolean): void {
    const { memory } = this;
    sumAxis(memory.floats, memory.indexOf(x), outer, axis, inner, memory.indexOf(y), accumulate);
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
    const { memory } = this;
    spreadAxis(memory.floats, memory.indexOf(x), outer, axis, inner, scale, memory.indexOf(y), accumulate);
  }

  sumOfSquares(x: Address, length: number): number {
    return sumOfSquares(this.memory.floats, this.memory.indexOf(x), length);
  }

  softmax(x: Address, rows: number, columns: number, y: Address): void {
    const { memory } = this;
    softmax(memory.floats, memory.indexOf(x), rows, columns, memory.indexOf(y));
  }

  softmaxGradient(y: Address, dy: Address, rows: number, columns: number, dx: Address): void {
    const { memory } = this;
    const [yIndex, dyIndex, dxIndex] = [memory.indexOf(y), memory.indexOf(dy), memory.indexOf(dx)];
    softmaxGradient(memory.floats, yIndex, dyIndex, rows, columns, dxIndex);
  }

  logSoftmax(x: Address, rows: number, columns: number, y: Address): void {
    const { memory } = this;
    logSoftmax(memory.floats, memory.indexOf(x), rows, columns, memory.indexOf(y));
  }

  logSoftmaxGradient(y: Address, dy: Address, rows: number, columns: number, dx: Address): void {
    const { memory } = this;
    const [yIndex, dyIndex, dxIndex] = [memory.indexOf(y), memory.indexOf(dy), memory.indexOf(dx)];
    logSoftmaxGradient(memory.floats, yIndex, dyIndex, rows, columns, dxIndex);
  }

  standardiseRows(
    x: Address,
    rows: number,
    columns: number,
    eps: number,
    y: Address,
    inverses: Address,
  ): void {
    const { memory } = this;
    const [xIndex, yIndex, inversesIndex] = [memory.indexOf(x), memory.indexOf(y), memory.indexOf(inverses)];
    standardiseRows(memory.floats, xIndex, rows, columns, eps, yIndex, inversesIndex);
  }

  standardiseRowsGradient(
    y: Address,
    inverses: Address,
    dy: Address,
    rows: number,
    columns: number,
    dx: Address,
  ): void {
    const { memory } = this;
    const [yIndex, inversesIndex] = [memory.indexOf(y), memory.indexOf(inverses)];
    const [dyIndex, dxIndex] = [memory.indexOf(dy), memory.indexOf(dx)];
    standardiseRowsGradient(memory.floats, yIndex, inversesIndex, dyIndex, rows, columns, dxIndex);
  }

  softmaxCrossEntropy(
    x: Address,
    targets: Address,
    rows: number,
    columns: number,
    losses: Address,
    dx: Address,
  ): void {
    const { memory } = this;
    softmaxCrossEntropy(
      memory.floats,
      memory.ints,
      memory.indexOf(x),
      targets / Int32Array.BYTES_PER_ELEMENT,
      rows,
      columns,
      memory.indexOf(losses),
      dx === 0 ? undefined : memory.indexOf(dx),
    );
  }

  gatherRows(
    table: Address,
    ids: Address,
    rows: number,
    columns: number,
    y: Address,
    accumulate: boolean,
  ): void {
    const { memory } = this;
    const [tableIndex, yIndex] = [memory.indexOf(table), memory.indexOf(y)];
    const idsIndex = ids / Int32Array.BYTES_PER_ELEMENT;
    gatherRows(memory.floats, memory.ints, tableIndex, idsIndex, rows, columns, yIndex, accumulate);
  }

  scatterAddRows(dy: Address, ids: Address, rows: number, columns: number, dtable: Address): void {
    const { memory } = this;
    const [dyIndex, dtableIndex] = [memory.indexOf(dy), memory.indexOf(dtable)];
    const idsIndex = ids / Int32Array.BYTES_PER_ELEMENT;
    scatterAddRows(memory.floats, memory.ints, dyIndex, idsIndex, rows, columns, dtableIndex);
  }
}
