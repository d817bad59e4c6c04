import type { PointwiseKernel, PointwiseProgram } from '../equation/program.js';
import type { Arena } from '../memory/arena.js';
import type { LinearMemory } from '../memory/linear-memory.js';
import type { Linker } from '../wasm/linker.js';
import type { Rounding } from '../wasm/simd-math/vector-math.js';
import type { KernelFamily } from './kernel-family.js';
import type { KernelOptions, Kernels } from './kernels.js';
import type { Matrix, PreparedMatrix } from './matrix.js';
import { generatePointwise } from './pointwise/generate-pointwise.js';
import { chooseTile } from './product/choose-tile.js';
import { MatrixProduct } from './product/matrix-product.js';
import type { Product } from './product/product.js';

/** Options of `GeneratedKernels`. */
export interface GeneratedKernelsOptions extends Pick<KernelOptions, 'wide'> {
  /** The matrix product. Default: the generated one. */
  readonly product?: Product;
  /** The name of the set. Default: the rounding. */
  readonly variant?: string;
  /** Joins the kernels to the memory. Default: the linker of the memory. */
  readonly linker?: Linker | undefined;
  /** Memory in which kernels have room while they run. Default: the arena of the memory. */
  readonly scratch?: Arena;
}

/**
 * The kernels as WebAssembly SIMD code, generated at run time: `strict`, bit-identical on every
 * engine and machine, or `relaxed`, with fused multiply-add. In single precision only. Each module
 * is generated and compiled at its first use.
 */
export class GeneratedKernels implements Kernels {
  readonly #linker: Linker;
  readonly #scratch: Arena;
  readonly #product: Product;
  readonly #pointwise = new WeakMap<PointwiseProgram, PointwiseKernel>();
  readonly #families = new WeakMap<object, object>();

  readonly variant: string;

  /** `memory` is of single precision, and a WebAssembly memory. */
  constructor(
    readonly memory: LinearMemory,
    readonly rounding: Rounding,
    {
      wide = false,
      product,
      variant = rounding,
      linker = memory.linker,
      scratch = memory.arena,
    }: GeneratedKernelsOptions = {},
  ) {
    if (linker === undefined || memory.precision !== 'single') {
      throw new TypeError('GeneratedKernels: they need a WebAssembly memory of single precision.');
    }
    this.#linker = linker;
    this.#scratch = scratch;
    this.variant = variant;
    this.#product =
      product ??
      new MatrixProduct(memory, rounding, chooseTile(rounding, wide), undefined, { linker, scratch });
  }

  pointwise(program: PointwiseProgram): PointwiseKernel {
    let kernel = this.#pointwise.get(program);
    if (kernel === undefined) {
      kernel = generatePointwise(program, this.memory, this.rounding, this.#linker);
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

  of<Functions extends object>(family: KernelFamily<Functions>): Functions {
    let functions = this.#families.get(family) as Functions | undefined;
    if (functions === undefined) {
      functions = family.generate({
        memory: this.memory,
        linker: this.#linker,
        rounding: this.rounding,
        scratch: this.#scratch,
      });
      this.#families.set(family, functions);
    }
    return functions;
  }
}
