import type {
  KernelFamily,
  Kernels,
  Matrix,
  PointwiseKernel,
  PointwiseProgram,
  PreparedMatrix,
} from '@tbptt/core/operation';
import { type Phase, partOfFamily, partOfProduct, partOfProgram, type StepSizes } from './classify.js';
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
  readonly #families = new WeakMap<object, object>();
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
        run: (rows, n, block, step) => this.#clock(part, 0, () => inner.run(rows, n, block, step)),
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

  of<Functions extends object>(family: KernelFamily<Functions>): Functions {
    let functions = this.#families.get(family) as Functions | undefined;
    if (functions === undefined) {
      const part = partOfFamily(family.name);
      functions = new Proxy(this.inner.of(family), {
        get: (inner, name) => {
          const kernel: unknown = Reflect.get(inner, name);
          return isFunction(kernel) ? this.#clocked(part, family.name, kernel) : kernel;
        },
      });
      this.#families.set(family, functions);
    }
    return functions;
  }

  #clocked(part: PartName, family: string, kernel: AnyFunction): AnyFunction {
    return (...operands) => {
      const result = this.#clock(part, 0, () => kernel(...operands));
      if (family === 'softmaxCrossEntropy') this.#phase = 'backward';
      return result;
    };
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

type AnyFunction = (...operands: readonly unknown[]) => unknown;

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === 'function';
}
