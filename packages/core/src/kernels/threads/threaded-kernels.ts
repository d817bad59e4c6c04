import type { PointwiseKernel, PointwiseProgram } from '../../equation/program.js';
import type { LinearMemory } from '../../memory/linear-memory.js';
import type { Rounding } from '../../wasm/simd-math/vector-math.js';
import { GeneratedKernels } from '../generated-kernels.js';
import type { Cut, Cutter, KernelFamily } from '../kernel-family.js';
import type { Kernels, LaneLoop, Threads } from '../kernels.js';
import { Matrix, type PreparedMatrix } from '../matrix.js';
import { chooseTile } from '../product/choose-tile.js';
import { MatrixProduct } from '../product/matrix-product.js';
import { COLUMN_GRAIN } from '../rows/cut-rows.js';
import { processors, whyNoThreads } from './host.js';
import { pointwiseCut, writeShare } from './pointwise-cut.js';
import { Team } from './team.js';
import type { Threading } from './threading.js';
import { THRESHOLDS, type Thresholds } from './thresholds.js';

/** Options of `ThreadedKernels`. */
export interface ThreadedKernelsOptions {
  /** The number of threads that compute, including the one that calls. */
  readonly threads: number;
  /** Whether to rely on wide vectors. Default: false. */
  readonly wide?: boolean;
  /** The sizes from which work is shared. Default: `THRESHOLDS`. */
  readonly thresholds?: Thresholds;
  /**
   * Starts no threads: the shares are computed one after the other, and their milliseconds are
   * reported each time. The time of a program, less all but the longest of each report, is a lower
   * bound for this number of processors. Default: none.
   */
  readonly emulate?: (shares: readonly number[]) => void;
}

/** At most seven arguments of a function of a family. */
type Values = [a: never, b: never, c: never, d: never, e: never, f: never, g: never];
type AnyFunction = (...values: Values) => void;

/**
 * Generated kernels that hand shares of their work to helper threads. A share is computed by the
 * same kernels, and sums are never cut, so that results are the same to the last bit for any number
 * of threads.
 *
 * Nothing waits for a helper that has not begun: its share is taken back. So helpers may start
 * late, sleep, or be without a processor.
 */
export class ThreadedKernels implements Kernels {
  readonly variant: string;
  readonly #own: GeneratedKernels;
  readonly #ownProduct: MatrixProduct;
  readonly #team: Team;
  readonly #thresholds: Thresholds;
  readonly #pointwise = new WeakMap<PointwiseProgram, PointwiseKernel>();
  readonly #families = new WeakMap<object, object>();

  /**
   * `memory` is shared. Helpers start when the event loop turns, or when enough work could have
   * been shared.
   */
  constructor(
    readonly memory: LinearMemory,
    readonly rounding: Rounding,
    { threads, wide = false, thresholds = THRESHOLDS, emulate }: ThreadedKernelsOptions,
  ) {
    this.#ownProduct = new MatrixProduct(memory, rounding, chooseTile(rounding, wide));
    this.#own = new GeneratedKernels(memory, rounding, { product: this.#ownProduct });
    this.variant = this.#own.variant;
    this.#thresholds = thresholds;
    this.#team = new Team(this.#own, { threads, wide, late: thresholds.late, emulate });
  }

  get threads(): Threads {
    return this.#team.threads;
  }

  /**
   * The kernels of one thread, until a product is large enough to be shared. Before that nothing
   * else is shared either, so programs whose products are small run as if no threads had been
   * requested.
   */
  get substitute(): Kernels | undefined {
    return this.#ownProduct.largest < this.#thresholds.product ? this.#own : undefined;
  }

  /** Ends the helpers. The kernels continue with one thread. */
  end(): void {
    this.#team.end();
  }

  multiply(a: Matrix, b: Matrix | PreparedMatrix, c: Matrix, accumulate: boolean): void {
    const { rows, columns } = c;
    const work = rows * columns * a.columns;
    const { product, intensity } = this.#thresholds;
    if (work < product) {
      this.#own.multiply(a, b, c, accumulate);
      return;
    }
    const numbers = rows * a.columns + columns * a.columns + rows * columns;
    const isLarge = rows > 1 && work >= intensity * numbers;
    const threads = isLarge ? this.#team.present() : 1;
    if (threads === 1) this.#own.multiply(a, b, c, accumulate);
    else if (!(b instanceof Matrix) || rows >= columns || columns < 2 * COLUMN_GRAIN) {
      this.#team.fork(rows, Math.min(threads, Math.floor(rows / 2)), 1, (kernels, from, to) => {
        kernels.multiply(rowsOf(a, from, to), b, rowsOf(c, from, to), accumulate);
      });
    } else {
      this.#team.fork(columns, threads, COLUMN_GRAIN, (kernels, from, to) => {
        kernels.multiply(a, columnsOf(b, from, to), columnsOf(c, from, to), accumulate);
      });
    }
  }

  prepare(b: Matrix, rows: number): PreparedMatrix {
    return this.#own.prepare(b, rows);
  }

  pointwise(program: PointwiseProgram): PointwiseKernel {
    let kernel = this.#pointwise.get(program);
    if (kernel === undefined) {
      kernel = this.#splitPointwise(program);
      this.#pointwise.set(program, kernel);
    }
    return kernel;
  }

  of<Functions extends object>(family: KernelFamily<Functions>): Functions {
    let functions = this.#families.get(family) as Functions | undefined;
    if (functions === undefined) {
      functions = this.#splitFamily(family);
      this.#families.set(family, functions);
    }
    return functions;
  }

  overLanes(body: LaneLoop): void {
    const { lanes, steps, even, work } = body;
    const { loop, lanes: least } = this.#thresholds;
    const threads = lanes * steps * work >= loop ? this.#team.present() : 1;
    this.#team.fork(lanes, Math.min(threads, Math.floor(lanes / least)), 1, (kernels, from, to) => {
      const step = body.share(kernels, from, to);
      const tape = this.#team.tapeOf(kernels);
      if (tape !== undefined) tape.loop(steps, even, step);
      else for (let t = 0; t < steps; t++) step(t);
    });
  }

  #splitPointwise(program: PointwiseProgram): PointwiseKernel {
    const own = this.#own.pointwise(program);
    const cut = pointwiseCut(program);
    const { functions, elements } = this.#thresholds;
    const least = cut.hasFunctions ? functions : elements;
    const { memory } = this;
    const run: PointwiseKernel['run'] = (rows, n, block, step) => {
      if (rows * n < least) {
        own.run(rows, n, block, step);
        return;
      }
      const threads = this.#team.present();
      const byRows = cut.byRows && rows >= 2 * threads;
      if (threads === 1 || !(byRows || cut.byColumns)) {
        own.run(rows, n, block, step);
        return;
      }
      this.#team.fork(byRows ? rows : n, threads, byRows ? 1 : COLUMN_GRAIN, (kernels, from, to, scratch) => {
        let place = block;
        if (from > 0) {
          place = scratch.allocate(cut.blockBytes);
          writeShare(memory, cut, block, place, byRows ? from : 0, byRows ? 0 : from);
        }
        kernels.pointwise(program).run(byRows ? to - from : rows, byRows ? n : to - from, place, step);
      });
    };
    return { program, run };
  }

  /** Returns the functions of a family. Large calls of those that can be cut are shared. */
  #splitFamily<Functions extends object>(family: KernelFamily<Functions>): Functions {
    const own = this.#own.of(family);
    if (family.cuts === undefined) return own;
    const split = { ...own };
    for (const name of Object.keys(family.cuts) as (keyof Functions)[]) {
      const cutter = family.cuts[name] as Cutter<Values>;
      const run = own[name] as AnyFunction;
      // Small models call these often: a list of arguments for each call would cost as much as the call.
      split[name] = ((a: never, b: never, c: never, d: never, e: never, f: never, g: never) => {
        if (cutter.elements(a, b, c, d, e, f, g) < this.#thresholds.elements) run(a, b, c, d, e, f, g);
        else this.#cut(cutter.cut(a, b, c, d, e, f, g), (kernels) => kernels.of(family)[name] as AnyFunction);
      }) as Functions[keyof Functions];
    }
    return split;
  }

  #cut(cut: Cut<Values>, of: (kernels: Kernels) => AnyFunction): void {
    this.#team.fork(cut.units, this.#team.present(), cut.grain ?? 1, (kernels, from, to) => {
      of(kernels)(...cut.share(from, to));
    });
  }
}

/** The interface through which engines use threads. */
export const threading: Threading = {
  processors,
  whyNoThreads,
  createKernels: (memory, rounding, options) => new ThreadedKernels(memory, rounding, options),
};

const BYTES = 4;

function rowsOf({ address, columns, rowStride, columnStride }: Matrix, from: number, to: number): Matrix {
  return new Matrix(address + from * rowStride * BYTES, to - from, columns, rowStride, columnStride);
}

function columnsOf({ address, rows, rowStride, columnStride }: Matrix, from: number, to: number): Matrix {
  return new Matrix(address + from * columnStride * BYTES, rows, to - from, rowStride, columnStride);
}
