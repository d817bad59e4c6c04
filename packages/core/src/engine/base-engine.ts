import {
  describe,
  requireChoice,
  requireFlag,
  requireFunction,
  requireOptions,
  requireRange,
  requireSynchronous,
} from '../arguments.js';
import { ArgumentError, HostError } from '../errors.js';
import { unavailableVariant, wideKernelsDisagree } from '../kernels/errors.js';
import type { KernelOptions, Kernels, ProductFactory, Threads, Variant } from '../kernels/kernels.js';
import { findDisagreement } from '../kernels/self-check.js';
import type { Address } from '../memory/block-allocator.js';
import { LinearMemory, MAXIMUM_BYTES, type Precision } from '../memory/linear-memory.js';
import { announceCopy } from './copies.js';
import {
  ENGINE_OPTIONS,
  type EngineOptions,
  KERNEL_NAMES,
  productOf,
  threadsOf,
  USE_OPTIONS,
} from './engine-options.js';
import { nestedStep, threadsWithinStep } from './errors.js';
import { providedThreads } from './provided-threads.js';
import { availableVariants, createKernels, roundingOf } from './variants.js';
import { hasWideFlag } from './wide-flag.js';

// JavaScript runs one closure at a time, so the engine in use is one variable, like the call stack.
let chosen: BaseEngine | undefined;
let busy: BaseEngine | undefined;

/** Returns the engine that `Engine.run` put in use, if any. */
export function engineInUse(): BaseEngine | undefined {
  return chosen;
}

function choose(engine: BaseEngine): void {
  chosen = engine;
}

/**
 * Notes the engine whose step or evaluation is running, or `undefined` for none. Meanwhile no other
 * engine can be used.
 */
export function occupy(engine: BaseEngine | undefined): void {
  busy = engine;
}

/** An engine. Users see it as `Engine`, which can compute with several threads. */
export class BaseEngine {
  /** The sets of kernels that can run here, the fastest first. */
  readonly available: readonly Variant[];
  readonly #sets = new Map<Variant, Kernels>();
  #memory: LinearMemory;
  #kernels: Kernels;
  /** The latest set for vectors of 256 bits. */
  #wide: Kernels | undefined;
  #threads: number;
  /** The product that is requested in place of the generated one. */
  #product: ProductFactory | undefined;

  /**
   * @throws ArgumentError if an option is unknown or has a value that it must not have.
   * @throws HostError if the host cannot run the kernels.
   */
  constructor(options: EngineOptions = {}) {
    requireOptions('Engine', options, ENGINE_OPTIONS);
    const {
      precision = 'single',
      kernels = 'auto',
      wide,
      threads = 1,
      maximumBytes = MAXIMUM_BYTES,
      product,
    } = options;
    requireChoice('Engine', 'precision', precision, ['single', 'double']);
    if (wide !== undefined) requireFlag('Engine', 'wide', wide);
    if (typeof kernels === 'function') requireFunction('Engine', 'kernels', kernels, '(memory) => set');
    requireRange('Engine', 'maximumBytes', maximumBytes, {
      least: 2 ** 20,
      most: MAXIMUM_BYTES,
      whole: true,
    });
    this.#threads = threadsOf('Engine', threads);
    this.#product = productOf('Engine', product);
    announceCopy();
    this.#memory = new LinearMemory(precision, maximumBytes, this.#canShare(precision));
    const variants = availableVariants(this.memory);
    this.available = variants;
    this.#kernels =
      typeof kernels === 'function'
        ? this.#own('Engine', kernels(this.memory))
        : this.#choose('Engine', kernels, wide);
  }

  /**
   * The memory in which tensors live. It is replaced when `use` requests threads for the first
   * time, since they need a memory that they can share.
   */
  get memory(): LinearMemory {
    return this.#memory;
  }

  /** The threads that compute. */
  get threads(): Threads {
    const { threads } = this.#kernels;
    if (threads !== undefined) return threads;
    const one = 'these kernels compute with one thread';
    return {
      requested: this.#threads,
      count: 1,
      reason: this.#threads > 1 ? (providedThreads()?.whyNoThreads() ?? one) : undefined,
    };
  }

  /** Whether the kernels in use count on vectors of 256 bits. */
  get wide(): boolean {
    return this.#wide === this.#kernels;
  }

  /** The set of kernels in use. */
  get kernels(): Kernels {
    return this.#kernels;
  }

  /** The set of kernels that a step uses now. Results are those of `kernels`. */
  get stepKernels(): Kernels {
    return this.#kernels.substitute ?? this.#kernels;
  }

  /**
   * Runs `closure` with this engine in use, and returns its result. Within the closure, tensors,
   * models and steps use the memory and the kernels of this engine.
   *
   * @throws LifetimeError inside a step or an evaluation of another engine.
   * @throws ArgumentError if the closure is not a function, or if it is asynchronous.
   */
  run<R>(closure: () => R): R {
    requireFunction('Engine.run', 'the closure', closure, '() => train(model)');
    if (busy !== undefined && busy !== this) throw nestedStep('Engine.run');
    const before = chosen;
    choose(this);
    try {
      const result = closure();
      requireSynchronous('Engine.run', result);
      return result;
    } finally {
      chosen = before;
    }
  }

  /**
   * Exchanges the kernels, starting with the next step or operation. Tensors stay where they are.
   *
   * @param kernels one of the sets that the host can run, `auto` for the fastest of them, or a set
   * over the memory of this engine
   * @throws ArgumentError if there is no such set, it is over another memory, or an option is
   * unknown.
   * @throws HostError if the host cannot run the set, or if wide kernels compute something wrongly.
   * The set in use does not change then.
   * @throws LifetimeError inside a step, if threads are requested for the first time.
   */
  use(kernels: Variant | 'auto' | Kernels, options: KernelOptions = {}): void {
    requireOptions('kernels.use', options, USE_OPTIONS);
    const { wide, threads = 1 } = options;
    if (wide !== undefined) requireFlag('kernels.use', 'wide', wide);
    const [memory, before, count, product] = [this.#memory, this.#kernels, this.#threads, this.#product];
    this.#threads = threadsOf('kernels.use', threads);
    try {
      this.#product = productOf('kernels.use', options.product);
      if (typeof kernels === 'object' && kernels !== null) this.#kernels = this.#own('Engine.use', kernels);
      else {
        this.#share();
        this.#kernels = this.#choose('kernels.use', kernels, wide);
      }
    } catch (error) {
      this.#threads = count;
      this.#product = product;
      if (this.#memory !== memory) this.#replace(memory);
      throw error;
    }
    if (before !== this.#kernels) before.end?.();
  }

  /**
   * Ends a step unless the number at `address` is finite. What follows the call happens only if it
   * is. An engine that defers its computations may decide when it reaches this point.
   *
   * @throws the error that `fail` returns if the number is NaN or infinite
   */
  guard(address: Address, fail: (value: number) => Error): void {
    const value = this.memory.number(address);
    if (!Number.isFinite(value)) throw fail(value);
  }

  /**
   * Exchanges the memory for one that threads can share, if they are requested. Tensors move there
   * when they are used.
   */
  #share(): void {
    const { precision, maximumBytes, shared } = this.#memory;
    if (shared || !this.#canShare(precision)) return;
    if (busy === this) throw threadsWithinStep();
    this.#replace(new LinearMemory(precision, maximumBytes, true));
  }

  #replace(memory: LinearMemory): void {
    this.#memory = memory;
    this.#sets.clear();
  }

  #canShare(precision: Precision): boolean {
    return this.#threads > 1 && precision === 'single' && providedThreads()?.whyNoThreads() === undefined;
  }

  /** Returns a set that a caller made over the memory of this engine. */
  #own(operation: string, kernels: unknown): Kernels {
    const isSet = typeof kernels === 'object' && kernels !== null && 'memory' in kernels;
    if (isSet && kernels.memory === this.memory) return kernels as Kernels;
    throw new ArgumentError(
      operation,
      isSet
        ? 'the kernels are over the memory of another engine; make them over engine.memory.'
        : `the kernels are ${describe(kernels)}; they must be a set of kernels over engine.memory, or the name of one.`,
      { kernels },
    );
  }

  #choose(operation: string, variant: Variant | 'auto', wide: boolean | undefined): Kernels {
    if (!KERNEL_NAMES.includes(variant)) {
      throw new ArgumentError(
        operation,
        `there are no kernels ${describe(variant)}; they must be ${KERNEL_NAMES.map((name) => `'${name}'`).join(', ')} or a set of your own.`,
        { variant },
      );
    }
    const chosen = variant === 'auto' ? (this.available[0] ?? 'reference') : variant;
    if (!this.available.includes(chosen)) throw unavailableVariant(chosen, this.available);
    const product = this.#product;
    if (product !== undefined) {
      const isWide = wide ?? hasWideFlag();
      const request = { name: variant, variant: chosen, wide: isWide, threads: this.#threads };
      const set = product(this.memory, request);
      if (isWide) this.#wide = set;
      return set;
    }
    if (wide === true) return this.#wideSet(chosen);
    if (wide === undefined && chosen !== 'reference' && hasWideFlag()) {
      try {
        return this.#wideSet(chosen);
      } catch (error) {
        if (!(error instanceof HostError)) throw error; // wrong on this host: the others are right
      }
    }
    return this.#threads > 1 ? this.#create(chosen, false) : this.#set(chosen);
  }

  /** Returns the set of a variant, which is the same each time. */
  #set(variant: Variant): Kernels {
    let set = this.#sets.get(variant);
    if (set === undefined) {
      set = createKernels(variant, this.memory);
      this.#sets.set(variant, set);
    }
    return set;
  }

  /**
   * Returns a set for wide vectors. They are an experiment of hosts, so the results are checked
   * before the set is used.
   */
  #wideSet(variant: Variant): Kernels {
    const alone = createKernels(variant, this.memory, { wide: true });
    const disagreement = findDisagreement(alone, this.#set('reference'));
    if (disagreement !== undefined) throw wideKernelsDisagree(disagreement);
    const set = this.#threads > 1 ? this.#create(variant, true) : alone;
    this.#wide = set;
    return set;
  }

  #create(variant: Variant, wide: boolean): Kernels {
    const { memory } = this;
    const threads = this.#threads;
    const threading = providedThreads();
    return threads > 1 && memory.shared && threading !== undefined && variant !== 'reference'
      ? threading.createKernels(memory, roundingOf(variant), { wide, threads })
      : createKernels(variant, memory, { wide });
  }
}
