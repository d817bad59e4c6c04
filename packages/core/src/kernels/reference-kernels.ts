import type { PointwiseKernel, PointwiseProgram } from '../equation/program.js';
import type { LinearMemory } from '../memory/linear-memory.js';
import type { KernelFamily } from './kernel-family.js';
import type { Kernels } from './kernels.js';
import { Matrix, type PreparedMatrix } from './matrix.js';
import { interpretPointwise } from './pointwise/interpret-pointwise.js';
import { multiply } from './product/reference-product.js';

/**
 * The kernels in plain TypeScript. The generated kernels are compared with them, and they compute
 * in double precision and on hosts that forbid compiling. Every sum runs in double precision and is
 * rounded once, when it is stored.
 */
export class ReferenceKernels implements Kernels {
  readonly variant = 'reference';
  readonly #pointwise = new WeakMap<PointwiseProgram, PointwiseKernel>();
  readonly #families = new WeakMap<object, object>();

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
    return new Matrix(b.address, b.rows, b.columns, b.rowStride, b.columnStride); // read in place
  }

  of<Functions extends object>(family: KernelFamily<Functions>): Functions {
    let functions = this.#families.get(family) as Functions | undefined;
    if (functions === undefined) {
      functions = family.reference(this.memory);
      this.#families.set(family, functions);
    }
    return functions;
  }
}
