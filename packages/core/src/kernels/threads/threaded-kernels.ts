import type { PointwiseKernel, PointwiseProgram } from '../../equation/program.js';
import { HostError } from '../../errors.js';
import { Arena } from '../../memory/arena.js';
import type { LinearMemory } from '../../memory/linear-memory.js';
import type { Linker } from '../../wasm/linker.js';
import { importingShared } from '../../wasm/shared-import.js';
import type { Rounding } from '../../wasm/simd-math/vector-math.js';
import { GeneratedKernels } from '../generated-kernels.js';
import type { Cut, Cutter, KernelFamily } from '../kernel-family.js';
import type { Kernels, LaneLoop, Threads } from '../kernels.js';
import { Matrix, type PreparedMatrix } from '../matrix.js';
import { chooseTile } from '../product/choose-tile.js';
import { MatrixProduct } from '../product/matrix-product.js';
import { Helper } from './helper.js';
import { processors, soon, whyNoThreads } from './host.js';
import { COLUMN_GRAIN, cutOf, writeShare } from './share-pointwise.js';
import { Tape } from './tape.js';
import type { Threading } from './threading.js';
import { THRESHOLDS, type Thresholds } from './thresholds.js';

/** Options of `ThreadedKernels`. */
export interface ThreadedKernelsOptions {
  /** How many threads compute, with the one that calls. */
  readonly threads: number;
  /** Whether to count on wide vectors. Default: false. */
  readonly wide?: boolean;
  /** From what size on work is shared. Default: `THRESHOLDS`. */
  readonly thresholds?: Thresholds;
  /**
   * Starts no threads: the shares are computed one after the other, and their milliseconds are
   * reported each time. The time of a program, less all but the longest of each report, is a lower
   * bound for so many processors. Default: none.
   */
  readonly emulate?: (shares: readonly number[]) => void;
}

/** A helper, and the kernels that write their calls on its tape. */
interface Member {
  readonly helper: Helper;
  readonly kernels: GeneratedKernels;
  /** Room for its kernels while they run. */
  readonly scratch: Arena;
}

/** At most seven arguments of a function of a family. */
type Values = [a: never, b: never, c: never, d: never, e: never, f: never, g: never];
type AnyFunction = (...values: Values) => void;

/** Computes a part of something by `kernels`: from `from` to `to`, with room in `scratch`. */
type Share = (kernels: Kernels, from: number, to: number, scratch: Arena) => void;

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
  readonly #scratch: Arena;
  readonly #members: Member[] = [];
  readonly #requested: number;
  readonly #wide: boolean;
  readonly #emulate: ThreadedKernelsOptions['emulate'];
  /** Whether helpers have been started, or never will be. */
  #started = false;
  /** How many times work could have been shared before they were. */
  #missed = 0;
  readonly #thresholds: Thresholds;
  readonly #pointwise = new WeakMap<PointwiseProgram, PointwiseKernel>();
  readonly #families = new WeakMap<object, object>();
  #refusal: string | undefined;

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
    this.#scratch = memory.arena;
    this.#requested = threads;
    this.#thresholds = thresholds;
    this.#refusal = memory.shared ? whyNoThreads() : 'the memory is not shared';
    this.#wide = wide;
    this.#emulate = emulate;
    if (emulate !== undefined) this.#refusal = 'threads are emulated';
    if (this.#refusal === undefined) soon(() => this.#start());
    else this.#started = true;
  }

  get threads(): Threads {
    const count = 1 + this.#members.filter(({ helper }) => helper.ready).length;
    const requested = this.#requested;
    if (count >= requested) return { requested, count, reason: undefined };
    const ended = this.#members.some(({ helper }) => helper.gone);
    return {
      requested,
      count,
      reason: this.#refusal ?? (ended ? 'a helper thread has ended' : 'helper threads are starting'),
    };
  }

  /**
   * The kernels of one thread, until a product is large enough to be shared: where there is none,
   * nothing else is. Programs whose products are small run as if no threads had been requested.
   */
  get substitute(): Kernels | undefined {
    return this.#ownProduct.largest < this.#thresholds.product ? this.#own : undefined;
  }

  /** Ends the helpers. The kernels go on with one thread. */
  end(): void {
    this.#started = true;
    dropped?.unregister(this);
    for (const { helper } of this.#members) helper.end();
    this.#members.length = 0;
    this.#refusal ??= 'the helper threads have been ended';
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
    const threads = isLarge ? this.#present() : 1;
    if (threads === 1) this.#own.multiply(a, b, c, accumulate);
    else if (!(b instanceof Matrix) || rows >= columns || columns < 2 * COLUMN_GRAIN) {
      this.#fork(rows, Math.min(threads, Math.floor(rows / 2)), 1, (kernels, from, to) => {
        kernels.multiply(rowsOf(a, from, to), b, rowsOf(c, from, to), accumulate);
      });
    } else {
      this.#fork(columns, threads, COLUMN_GRAIN, (kernels, from, to) => {
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
    const threads = lanes * steps * work >= loop ? this.#present() : 1;
    this.#fork(lanes, Math.min(threads, Math.floor(lanes / least)), 1, (kernels, from, to) => {
      const step = body.share(kernels, from, to);
      const member = this.#members.find((other) => other.kernels === kernels);
      if (member !== undefined) member.helper.tape.loop(steps, even, step);
      else for (let t = 0; t < steps; t++) step(t);
    });
  }

  #splitPointwise(program: PointwiseProgram): PointwiseKernel {
    const own = this.#own.pointwise(program);
    const cut = cutOf(program);
    const { functions, elements } = this.#thresholds;
    const least = cut.hasFunctions ? functions : elements;
    const { memory } = this;
    const run: PointwiseKernel['run'] = (rows, n, block, step) => {
      if (rows * n < least) {
        own.run(rows, n, block, step);
        return;
      }
      const threads = this.#present();
      const byRows = cut.byRows && rows >= 2 * threads;
      if (threads === 1 || !(byRows || cut.byColumns)) {
        own.run(rows, n, block, step);
        return;
      }
      this.#fork(byRows ? rows : n, threads, byRows ? 1 : COLUMN_GRAIN, (kernels, from, to, scratch) => {
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

  /** The functions of a family; those that can be cut are shared from some size on. */
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
    this.#fork(cut.units, this.#present(), cut.grain ?? 1, (kernels, from, to) => {
      of(kernels)(...cut.share(from, to));
    });
  }

  /** How many threads can take a share now. */
  #present(): number {
    if (!this.#started && ++this.#missed > LATE) this.#start();
    if (this.#emulate !== undefined) return this.#requested;
    let count = 1;
    for (const { helper } of this.#members) {
      helper.beginFork();
      if (helper.takesPart) count++;
    }
    return count;
  }

  /** Computes `units` units in as many shares as there are threads; shares begin at multiples of `grain`. */
  #fork(units: number, threads: number, grain: number, share: Share): void {
    const grains = Math.ceil(units / grain);
    const count = Math.max(1, Math.min(threads, grains));
    const begin = (index: number) => Math.min(units, Math.floor((grains * index) / count) * grain);
    const mark = this.#scratch.mark();
    if (this.#emulate !== undefined) {
      const times = Array.from({ length: count }, (_, index) =>
        millisecondsOf(() => share(this.#own, begin(index), begin(index + 1), this.#scratch)),
      );
      this.#scratch.release(mark);
      this.#emulate(times);
      return;
    }
    const posted: Helper[] = [];
    const left = [0];
    try {
      let index = 1;
      for (const member of this.#members) {
        if (index === count) break;
        if (!member.helper.takesPart) continue;
        if (this.#post(member, begin(index), begin(index + 1), share)) posted.push(member.helper);
        else left.push(index);
        index++;
      }
      for (; index < count; index++) left.push(index);
      for (const own of left) share(this.#own, begin(own), begin(own + 1), this.#scratch);
    } finally {
      joinAll(posted);
      this.#scratch.release(mark);
    }
  }

  /** Gives a share to a helper. Returns false if there is no memory to say what it is to do. */
  #post(member: Member, from: number, to: number, share: Share): boolean {
    const { helper, kernels, scratch } = member;
    scratch.reset();
    try {
      share(kernels, from, to, scratch);
      helper.post();
      return true;
    } catch (error) {
      helper.tape.clear(false);
      if (error instanceof HostError) return false;
      throw error;
    }
  }

  /** Starts helpers, fewer if the host refuses one. */
  #start(): void {
    if (this.#started) return;
    this.#started = true;
    const { memory, rounding } = this;
    const wide = this.#wide;
    try {
      for (let i = 1; i < this.#requested; i++) {
        const tape = new Tape(memory, memory.linker as Linker, importingShared);
        const scratch = new Arena(memory.blocks);
        const kernels = new GeneratedKernels(memory, rounding, { wide, linker: tape, scratch });
        this.#members.push({ helper: new Helper(memory, tape), kernels, scratch });
      }
    } catch (error) {
      this.#refusal = `the host refuses a thread: ${error instanceof Error ? error.message : String(error)}`;
    }
    const helpers = this.#members.map(({ helper }) => helper);
    if (helpers.length > 0) dropped?.register(this, helpers, this);
  }
}

/**
 * A program that never returns to the event loop gets its helpers when it could have shared so many
 * calls, which is in its second step or so: what starts threads takes time from the first.
 */
const LATE = 24;

/** What engines need for threads. */
export const threading: Threading = {
  processors,
  whyNoThreads,
  createKernels: (memory, rounding, options) => new ThreadedKernels(memory, rounding, options),
};

function millisecondsOf(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/** Waits for all helpers, also if one of them fails: none may compute any more when its error is thrown. */
function joinAll(helpers: readonly Helper[], index = 0): void {
  const helper = helpers[index];
  if (helper === undefined) return;
  try {
    helper.join();
  } finally {
    joinAll(helpers, index + 1);
  }
}

/** Kernels that nobody refers to any more leave threads behind, which hold the memory. */
const dropped =
  typeof FinalizationRegistry === 'undefined'
    ? undefined
    : new FinalizationRegistry<readonly Helper[]>((helpers) => {
        for (const helper of helpers) helper.end();
      });

const BYTES = 4;

function rowsOf({ address, columns, rowStride, columnStride }: Matrix, from: number, to: number): Matrix {
  return new Matrix(address + from * rowStride * BYTES, to - from, columns, rowStride, columnStride);
}

function columnsOf({ address, rows, rowStride, columnStride }: Matrix, from: number, to: number): Matrix {
  return new Matrix(address + from * columnStride * BYTES, rows, to - from, rowStride, columnStride);
}
