import {
  describe,
  type OptionNames,
  requireChoice,
  requireFlag,
  requireFunction,
  requireOptions,
  requireRange,
  requireSynchronous,
} from '../arguments.js';
import { ArgumentError } from '../errors.js';
import { unavailableVariant, wideKernelsDisagree } from '../kernels/errors.js';
import type { KernelOptions, Kernels, Variant } from '../kernels/kernels.js';
import { findDisagreement } from '../kernels/self-check.js';
import type { Address } from '../memory/block-allocator.js';
import { LinearMemory, MAXIMUM_BYTES, type Precision } from '../memory/linear-memory.js';
import { announceCopy } from './copies.js';
import { nestedStep } from './errors.js';
import { availableVariants, createKernels } from './variants.js';

// JavaScript runs one closure at a time, so the engine in use is one variable, like the call stack.
let chosen: Engine | undefined;
let busy: Engine | undefined;

/** Returns the engine that `Engine.run` put in use, if any. */
export function engineInUse(): Engine | undefined {
  return chosen;
}

function choose(engine: Engine): void {
  chosen = engine;
}

/**
 * Notes the engine whose step or evaluation is running, or `undefined` for none. Meanwhile no other
 * engine can be used.
 */
export function occupy(engine: Engine | undefined): void {
  busy = engine;
}

/** Options of an engine. */
export interface EngineOptions extends KernelOptions {
  /**
   * The precision of all numbers. In `double` precision the reference kernels compute. Default:
   * `single`.
   */
  readonly precision?: Precision;
  /**
   * The set of kernels: one of the sets that the host can run, `auto` for the fastest of them, or a
   * function that makes a set of your own over the memory of the engine. Default: `auto`.
   */
  readonly kernels?: Variant | 'auto' | ((memory: LinearMemory) => Kernels);
  /** The largest size of the memory in bytes, from 2²⁰ to 2³². Default: 2³². */
  readonly maximumBytes?: number;
}

const OPTIONS: OptionNames<EngineOptions> = {
  precision: true,
  kernels: true,
  wide: true,
  maximumBytes: true,
};
/** The names by which a set of kernels is chosen. */
const NAMES: readonly string[] = ['auto', 'relaxed', 'strict', 'reference'];
const USE_OPTIONS: OptionNames<KernelOptions> = { wide: true };

/**
 * A memory and a set of kernels over it.
 *
 * A program uses a default engine and need not know about it. An engine of your own frees the
 * memory of a model as soon as the model is dropped, even within a synchronous loop. It can also
 * compute with other kernels, or in another precision, beside the rest of the program:
 *
 * ```ts
 * const loss = new Engine().run(() => train(new CharLM(64, { hidden: 256, random })));
 * ```
 *
 * A model is not bound to the engine in which it was made. Its parameters move to the engine that
 * uses them next.
 */
export class Engine {
  readonly memory: LinearMemory;
  /** The sets of kernels that can run here, the fastest first. */
  readonly available: readonly Variant[];
  readonly #sets = new Map<Variant, Kernels>();
  #kernels: Kernels;

  /**
   * @throws ArgumentError if an option is unknown or has a value that it must not have.
   * @throws HostError if the host cannot run the kernels.
   */
  constructor(options: EngineOptions = {}) {
    requireOptions('Engine', options, OPTIONS);
    const { precision = 'single', kernels = 'auto', wide = false, maximumBytes = MAXIMUM_BYTES } = options;
    requireChoice('Engine', 'precision', precision, ['single', 'double']);
    requireFlag('Engine', 'wide', wide);
    if (typeof kernels === 'function') requireFunction('Engine', 'kernels', kernels, '(memory) => set');
    requireRange('Engine', 'maximumBytes', maximumBytes, {
      least: 2 ** 20,
      most: MAXIMUM_BYTES,
      whole: true,
    });
    announceCopy();
    this.memory = new LinearMemory(precision, maximumBytes);
    const variants = availableVariants(this.memory);
    this.available = variants;
    this.#kernels =
      typeof kernels === 'function'
        ? this.#own('Engine', kernels(this.memory))
        : this.#choose('Engine', kernels, wide);
  }

  /** The set of kernels in use. */
  get kernels(): Kernels {
    return this.#kernels;
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
   */
  use(kernels: Variant | 'auto' | Kernels, options: KernelOptions = {}): void {
    requireOptions('kernels.use', options, USE_OPTIONS);
    const { wide = false } = options;
    requireFlag('kernels.use', 'wide', wide);
    this.#kernels =
      typeof kernels === 'object' && kernels !== null
        ? this.#own('Engine.use', kernels)
        : this.#choose('kernels.use', kernels, wide);
  }

  /**
   * Ends a step unless the number at `address` is finite: what follows the call happens only then.
   * An engine that defers its computations may decide when it reaches this point.
   *
   * @throws the error that `fail` returns if the number is NaN or infinite
   */
  guard(address: Address, fail: (value: number) => Error): void {
    const value = this.memory.number(address);
    if (!Number.isFinite(value)) throw fail(value);
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

  #choose(operation: string, variant: Variant | 'auto', wide: boolean): Kernels {
    if (!NAMES.includes(variant)) {
      throw new ArgumentError(
        operation,
        `there are no kernels ${describe(variant)}; they must be ${NAMES.map((name) => `'${name}'`).join(', ')} or a set of your own.`,
        { variant },
      );
    }
    const chosen = variant === 'auto' ? (this.available[0] ?? 'reference') : variant;
    if (!this.available.includes(chosen)) throw unavailableVariant(chosen, this.available);
    return wide ? this.#wideSet(chosen) : this.#set(chosen);
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
    const set = createKernels(variant, this.memory, { wide: true });
    const disagreement = findDisagreement(set, this.#set('reference'));
    if (disagreement !== undefined) throw wideKernelsDisagree(disagreement);
    return set;
  }
}
