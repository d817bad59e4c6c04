import { ArgumentError, type Outcome, type Parameter, type StepResult, tensor } from '@tbptt/core';
import {
  claim,
  collectParameters,
  currentScope,
  differentiateParameters,
  type Engine,
  engine,
  gradientGeneration,
  numbersOf,
} from '@tbptt/core/operation';
import { branchesOf, exchangeOf, type Stage } from './branches.js';
import type { Chain } from './chain.js';
import { accumulationLost, averagesInUse, insideStep, unfinished } from './errors.js';
import type { Exchange } from './exchange.js';
import { fuseChain } from './fuse-chain.js';
import { type OptimizerState, requireFit } from './optimizer-state.js';
import { optionsOf, requireFunction, requireNumber } from './options.js';
import type { FusedBranch } from './placed-branch.js';
import { PlacedChain } from './placed-chain.js';

/** Options of `Optimizer.accumulate`. */
export interface AccumulateOptions {
  /**
   * The factor of the gradient of this loss. `1 / n` in each of `n` calls gives the mean. Default:
   * 1, the sum.
   */
  readonly weight?: number;
}

/**
 * Trains the parameters of a model by a chain of gradient transformations: the gradient that the
 * last one gives is subtracted from the parameters.
 *
 * ```ts
 * const optimizer = new Optimizer(model, [clipByGlobalNorm(5), adam({ learningRate: 2e-3 })]);
 * for (const { inputs, targets } of batches) {
 *   optimizer.step(() => crossEntropy(model.forward(inputs), targets));
 * }
 * ```
 *
 * The whole chain runs as one kernel per parameter, which reads the parameter, its gradient and its
 * slots once, and writes the parameter and the slots in place. Optimizers whose chains have the
 * same form share their kernels.
 *
 * A parameter takes part in a step if the loss depends on it. If it takes no part, it is not
 * updated, and its slots and its number of updates stay, as in PyTorch if `grad` is `None`: weight
 * decay does not act on it, it counts nothing in a norm, and bias corrections go by its own number
 * of updates. Schedules go by the steps of the optimizer. `averageWeights` averages every parameter
 * in every step.
 *
 * Slots hold 0 instead of numbers below 2⁻¹²⁶ in magnitude. When a gradient ends, running means
 * would otherwise decay to subnormal numbers, with which processors compute slowly (PyTorch keeps
 * them unless `set_flush_denormal` is called).
 *
 * A loss that is NaN or infinite ends a step before anything is changed. A gradient that is NaN or
 * infinite does so only if the chain measures a norm: without `clipByGlobalNorm` or its kin it
 * makes the parameters NaN, as in PyTorch. `clipByGlobalNorm(Infinity)` measures without clipping.
 */
export class Optimizer {
  readonly #parameters: ReadonlyMap<string, Parameter>;
  readonly #list: readonly Parameter[];
  readonly #stages: readonly Stage[];
  readonly #branches: readonly FusedBranch[];
  #placed: PlacedChain | undefined;
  #steps = 0;
  #gradientNorm: number | undefined;
  /** The generations of the gradients to which `accumulate` adds. Undefined if there are none. */
  #accumulated: readonly number[] | undefined;
  #averagesInUse = false;
  /** The exchange with other processes. Undefined if this process trains alone. */
  readonly #exchange: Exchange | undefined;
  /** Whether the gradients of the present step were exchanged. */
  #exchanged = false;

  /**
   * The parameters are collected once, by `parametersOf(model)`. To train only a part of a model,
   * give that part and use `frozen` for the rest: `new Optimizer([model.head], ...)`. For parts
   * with chains of their own see `groups`.
   *
   * @throws ArgumentError if the model is not an object or has no parameters, if the chain has no
   * transforms or an element that is none, and what `groups` throws.
   */
  constructor(model: object, chain: Chain) {
    const parameters = collectParameters('Optimizer', model);
    if (parameters.size === 0) {
      throw new ArgumentError(
        'Optimizer',
        'the model has no parameters; give a layer, an object or an array from whose fields parameters are reached.',
      );
    }
    const { stages, branches } = branchesOf(chain, parameters);
    this.#parameters = parameters;
    this.#list = [...parameters.values()];
    this.#stages = stages;
    this.#branches = branches.map((branch) => ({
      ...branch,
      chain: fuseChain(branch.stages),
      updates: new Float64Array(branch.parameters.size),
    }));
    for (const parameter of this.#list) claim(parameter);
    this.#exchange = exchangeOf(stages, branches)?.(parameters);
  }

  /** Number of steps made, which is the index of the next step. */
  get steps(): number {
    return this.#steps;
  }

  /**
   * Gradient norm of the last update, measured before clipping by the first transform in the chain
   * that requests it, over the parameters that this transform applies to. Undefined if no transform
   * does.
   */
  get gradientNorm(): number | undefined {
    return this.#gradientNorm;
  }

  /**
   * Runs `closure`, differentiates the loss it returns, and updates the parameters. Returns the
   * loss as a number and, copied out, the other results of the closure:
   * `step(() => ({ loss, state }))` returns `{ loss, state }`. Gradients that were accumulated
   * without an update are dropped.
   *
   * @throws NonFiniteError if the loss is NaN or infinite, or the gradient in a chain that measures
   * it. Nothing was changed then.
   * @throws ArgumentError if the loss depends on no parameter, or if a schedule gives an invalid
   * number. Nothing was changed then.
   */
  step<R extends StepResult>(closure: () => R): Outcome<R> {
    this.#requireWeights('step');
    requireFunction('step', 'the closure', closure, '() => loss');
    this.#accumulated = undefined;
    this.#exchanged = false;
    try {
      return differentiateParameters(this.#list, closure, {
        step: this.#steps,
        begin: this.#begin,
        update: this.#update,
        updated: this.#updated,
        complete: true,
      });
    } catch (error) {
      if (!this.#exchanged) this.#exchange?.abandon(this.#steps, error);
      throw error;
    }
  }

  /**
   * Runs `closure` and adds the gradient of its loss, times its weight, to the gradients since the
   * last update, for a following `update()`. So the batch of one step may be computed in parts,
   * each with the memory of a part. Returns what `step` returns: the loss is without the weight.
   *
   * ```ts
   * for (const part of parts) optimizer.accumulate(() => loss(part), { weight: 1 / parts.length });
   * optimizer.update();
   * ```
   *
   * If the losses are means over parts of different sizes, the weight of each part is its share of the items.
   *
   * @throws NonFiniteError if the loss is NaN or infinite. The gradients of the calls before are kept.
   * @throws ArgumentError if the weight is not finite, or if the loss depends on no parameter.
   * @throws LifetimeError if another optimizer or `differentiate` has started the gradient of a
   * parameter anew since the call before.
   */
  accumulate<R extends StepResult>(closure: () => R, options?: AccumulateOptions): Outcome<R> {
    this.#requireWeights('accumulate');
    requireFunction('accumulate', 'the closure', closure, '() => loss');
    const { weight = 1 } = optionsOf('accumulate', options, { weight: true });
    requireNumber('accumulate', 'weight', weight, {});
    this.#requireAccumulated('accumulate');
    const outcome = differentiateParameters(this.#list, closure, {
      step: this.#steps,
      accumulate: this.#accumulated !== undefined,
      begin: this.#begin,
      weight,
      complete: true,
    });
    this.#accumulated ??= this.#list.map(gradientGeneration);
    return outcome;
  }

  /**
   * Updates the parameters from their gradients: the second half of `step`, for the gradients of
   * `accumulate` or `differentiate`.
   *
   * @throws NonFiniteError if the gradient is NaN or infinite in a chain that measures it. Nothing
   * was changed then.
   * @throws ArgumentError if a schedule gives an invalid number. Nothing was changed then.
   * @throws LifetimeError inside the closure of a step, and if another optimizer or `differentiate`
   * has started the gradient of a parameter anew since the last `accumulate`.
   */
  update(): void {
    if (currentScope() !== undefined) throw insideStep('update');
    this.#requireWeights('update');
    this.#requireAccumulated('update');
    this.#accumulated = undefined;
    this.#update();
    this.#updated();
  }

  /** Drops the gradients that were accumulated without an update, such as those before an error. */
  discard(): void {
    this.#accumulated = undefined;
  }

  readonly #begin = (): void => this.#placed?.markUsed();

  readonly #update = (): void => {
    const current = engine();
    const placed = this.#placedIn(current);
    placed.markUsed(); // it may be new
    this.#exchanged = true;
    this.#exchange?.run(current.memory, this.#steps);
    placed.run(current, this.#steps);
  };

  /** Reads and counts what the update did, once it is known to be valid. */
  readonly #updated = (): void => {
    this.#gradientNorm = this.#placed?.firstNorm;
    this.#placed?.count();
    this.#steps++;
  };

  /**
   * Runs `closure` while the parameters hold their averages, which `averageWeights` or `asgd`
   * keeps, to evaluate or to save them. Returns what the closure returns. Afterwards the parameters
   * hold their weights again, also if the closure throws. Parameters without averages keep their
   * weights: those whose chain keeps none, and those that were never updated.
   *
   * Within the closure, everything that reads or changes the state of the optimizer throws a `LifetimeError`.
   *
   * @throws ArgumentError if no chain keeps averages, and if the closure returns a promise or an
   * iterator, which would compute with the weights.
   * @throws LifetimeError inside the closure of a step.
   */
  withAverages<R>(closure: () => R): R {
    if (currentScope() !== undefined) throw insideStep('withAverages');
    this.#requireWeights('withAverages');
    requireFunction('withAverages', 'the closure', closure, '() => evaluate(...)');
    const { branches } = this.#placedIn(engine());
    if (!branches.some(({ hasAverages }) => hasAverages)) {
      throw new ArgumentError(
        'withAverages',
        'the chain keeps no averages of the parameters; end it with averageWeights(), or use asgd.',
      );
    }
    const exchange = (): void => {
      if (this.#steps > 0) for (const branch of branches) branch.exchangeAverages();
    };
    this.#averagesInUse = this.#steps > 0;
    exchange();
    try {
      const result = closure();
      requireFinished(result);
      return result;
    } finally {
      exchange();
      this.#averagesInUse = false;
    }
  }

  /**
   * Returns the state that a run needs to continue besides the parameters, as copies for `restore`.
   * Accumulated gradients that wait for an update are not included.
   */
  state(): OptimizerState {
    this.#requireWeights('state');
    const { slots } = this.#placedIn(engine());
    return {
      steps: this.#steps,
      updates: Object.fromEntries(
        this.#counts().map(({ path, updates, index }) => [path, updates[index] ?? 0]),
      ),
      slots: Object.fromEntries(
        slots.map(({ slot, branch }) => [slot.name, tensor(slot.shape, branch.read(slot))]),
      ),
    };
  }

  /**
   * Continues from a state. If the parameters are as they were too, the following steps are the
   * same to the last bit.
   *
   * @throws FormatError unless the state has exactly the slots and parameters of this model and
   * chain, with valid numbers. Nothing was changed then.
   * @throws LifetimeError if a slot was computed in a step that has ended, and inside the closure of
   * a step. Nothing was changed then.
   */
  restore(state: OptimizerState): void {
    if (currentScope() !== undefined) throw insideStep('restore');
    this.#requireWeights('restore');
    const { slots } = this.#placedIn(engine());
    const counts = this.#counts();
    const saved = requireFit(
      state,
      slots.map(({ slot }) => slot),
      counts.map(({ path }) => path),
    );
    for (const { slot, branch } of slots) {
      const found = saved.get(slot.name);
      if (found !== undefined) branch.write(slot, numbersOf(found));
    }
    for (const { path, updates, index } of counts) updates[index] = state.updates[path] ?? 0;
    this.#steps = state.steps;
    this.#gradientNorm = undefined;
    this.#accumulated = undefined;
  }

  /** Returns the places at which the updates of the parameters are counted. */
  #counts(): readonly { readonly path: string; readonly updates: Float64Array; readonly index: number }[] {
    return this.#branches.flatMap(({ parameters, updates }) =>
      [...parameters.keys()].map((path, index) => ({ path, updates, index })),
    );
  }

  /** @throws LifetimeError while the parameters hold their averages. */
  #requireWeights(operation: string): void {
    if (this.#averagesInUse) throw averagesInUse(operation);
  }

  /**
   * Checks the gradients that were accumulated.
   *
   * @throws LifetimeError if they are no longer there. The next accumulation starts anew then.
   */
  #requireAccumulated(operation: string): void {
    const accumulated = this.#accumulated;
    if (accumulated === undefined) return;
    const lost = this.#list.findIndex((parameter, i) => gradientGeneration(parameter) !== accumulated[i]);
    if (lost < 0) return;
    this.#accumulated = undefined;
    throw accumulationLost(operation, [...this.#parameters.keys()][lost] ?? '');
  }

  /**
   * Returns the chain in the memory of an engine. Its slots move there from the memory of the
   * previous engine.
   */
  #placedIn({ memory }: Engine): PlacedChain {
    const before = this.#placed;
    if (before?.memory === memory) return before;
    const placed = new PlacedChain(this.#stages, this.#branches, memory);
    const sources = before?.slots;
    placed.slots.forEach(({ slot, branch }, index) => {
      const source = sources?.[index];
      if (source !== undefined) branch.write(slot, source.branch.read(source.slot));
    });
    this.#placed = placed;
    return placed;
  }
}

/** @throws ArgumentError if a result computes later. */
function requireFinished(result: unknown): void {
  if (typeof result !== 'object' || result === null) return;
  if ('then' in result && typeof result.then === 'function') {
    // A rejection would otherwise be reported beside the error.
    Promise.resolve(result).catch(() => undefined);
    throw unfinished('a promise');
  }
  if ('next' in result && typeof result.next === 'function') throw unfinished('an iterator');
}
