import {
  ArgumentError,
  type Outcome,
  type Parameter,
  parametersOf,
  type StepResult,
  tensor,
} from '@tbptt/core';
import {
  claim,
  currentScope,
  differentiateParameters,
  type Engine,
  engine,
  numbersOf,
  requireRange,
} from '@tbptt/core/operation';
import { branchesOf, type Stage } from './branches.js';
import { averagesInUse, insideStep } from './errors.js';
import { fuseChain } from './fuse-chain.js';
import { type OptimizerState, requireFit } from './optimizer-state.js';
import type { FusedBranch } from './placed-branch.js';
import { PlacedChain } from './placed-chain.js';
import type { Chain } from './transform.js';

/** Options of `Optimizer.accumulate`. */
export interface AccumulateOptions {
  /** What the gradient of this loss counts. Default 1, so that gradients are summed; `1 / n` for the mean of `n`. */
  readonly weight?: number;
}

/**
 * Trains the parameters of a model by a chain of gradient transformations: what the chain makes of the gradient is subtracted from
 * the parameters.
 *
 * ```ts
 * const optimizer = new Optimizer(model, [clipByGlobalNorm(5), adam({ learningRate: 2e-3 })]);
 * for (const { inputs, targets } of batches) optimizer.step(() => crossEntropy(model.forward(inputs), targets));
 * ```
 *
 * The whole chain runs as one kernel per parameter, which reads the parameter, its gradient and its slots once and writes the parameter
 * and the slots in place. A number of a slot below 2⁻¹²⁶ in magnitude becomes 0: where a gradient has ended, running means would decay to
 * subnormal numbers, with which processors compute slowly (PyTorch keeps them unless told `set_flush_denormal`).
 */
export class Optimizer {
  readonly #parameters: readonly Parameter[];
  readonly #stages: readonly Stage[];
  readonly #branches: readonly FusedBranch[];
  #placed: PlacedChain | undefined;
  #steps = 0;
  #gradientNorm: number | undefined;
  /** Whether gradients lie in the parameters to which those of `accumulate` are added. */
  #accumulating = false;
  #averagesInUse = false;

  /**
   * The parameters are collected once, by `parametersOf(model)`: to train only a part of a model, give that part and use
   * `frozen` for the rest: `new Optimizer([model.head], ...)`. Where they need chains of their own, see `groups`.
   *
   * Throws `ArgumentError` when the model has no parameters or the chain no transforms, and what `groups` says.
   */
  constructor(model: object, chain: Chain) {
    const parameters = parametersOf(model);
    if (parameters.size === 0) {
      throw new ArgumentError(
        'Optimizer',
        'the model has no parameters; give a layer, an object or an array from whose fields parameters are reached.',
      );
    }
    const { stages, branches } = branchesOf(chain, parameters);
    this.#parameters = [...parameters.values()];
    for (const parameter of this.#parameters) claim(parameter);
    this.#stages = stages;
    this.#branches = branches.map((branch) => ({
      ...branch,
      chain: fuseChain(branch.stages),
      updates: new Float64Array(branch.parameters.size),
    }));
  }

  /** The number of updates made: the number of the next step, counted from 0. */
  get steps(): number {
    return this.#steps;
  }

  /**
   * The norm of the gradient at the last update, as the first transform that asks for one (`clipByGlobalNorm`) met it: before clipping, and of all
   * parameters to which that transform applies. Undefined where none asks; `clipByGlobalNorm(Infinity)` measures without clipping.
   */
  get gradientNorm(): number | undefined {
    return this.#gradientNorm;
  }

  /**
   * Runs `closure`, differentiates the loss it returns, and updates the parameters. Returns the loss as a number and, copied out, the
   * rest of what the closure returned: `step(() => ({ loss, state }))` gives `{ loss, state }`. Gradients that were accumulated without an update
   * are forgotten.
   *
   * Throws `NonFiniteError`, and `NonFiniteError` where the chain measures the gradient, before anything is changed.
   */
  step<R extends StepResult>(closure: () => R): Outcome<R> {
    this.#requireWeights('step');
    this.#accumulating = false;
    return differentiateParameters(this.#parameters, closure, {
      step: this.#steps,
      update: () => this.#update(),
      complete: true,
    });
  }

  /**
   * Runs `closure` and adds the gradient of its loss to those since the last update, which a following `update()` uses: the batch of one
   * step in several parts, each with the memory of a part. Returns what `step` returns.
   *
   * ```ts
   * for (const part of parts) optimizer.accumulate(() => loss(part), { weight: 1 / parts.length });
   * optimizer.update();
   * ```
   *
   * Losses are summed, each times its `weight`; the loss that is returned is without it. Where the parts have a mean each, of unlike numbers of
   * items, the weight of each is its share of them.
   *
   * Throws `NonFiniteError`; the gradients of the calls before are kept. Throws `ArgumentError` unless the weight is finite.
   */
  accumulate<R extends StepResult>(closure: () => R, { weight = 1 }: AccumulateOptions = {}): Outcome<R> {
    this.#requireWeights('accumulate');
    requireRange('accumulate', 'weight', weight, {});
    const outcome = differentiateParameters(this.#parameters, closure, {
      step: this.#steps,
      accumulate: this.#accumulating,
      weight,
      complete: true,
    });
    this.#accumulating = true;
    return outcome;
  }

  /**
   * Updates the parameters from the gradients that lie in them: the second half of `step`, for gradients that `accumulate` or
   * `differentiate` has left there.
   *
   * Throws `NonFiniteError` where the chain measures the gradient, before anything is changed, and `LifetimeError` inside the
   * closure of a step, which has no gradients yet.
   */
  update(): void {
    if (currentScope() !== undefined) throw insideStep('update');
    this.#requireWeights('update');
    this.#update();
  }

  #update(): void {
    const current = engine();
    this.#accumulating = false;
    this.#gradientNorm = this.#placedIn(current).run(current, this.#steps);
    this.#steps++;
  }

  /**
   * Runs `closure` with the averages of the parameters in their place, which `averageWeights` or `asgd` keeps, and then puts the parameters
   * back, whatever happens: to evaluate or to save the averages. Returns what the closure returns. Parameters whose chain keeps no averages
   * stay, and before the first update the averages are the parameters.
   *
   * Throws `ArgumentError` where no chain keeps averages, and `LifetimeError` inside the closure of a step. Within the closure, everything
   * that reads or changes the state of the optimizer throws `LifetimeError`.
   */
  withAverages<R>(closure: () => R): R {
    if (currentScope() !== undefined) throw insideStep('withAverages');
    this.#requireWeights('withAverages');
    const placed = this.#placedIn(engine());
    if (!placed.branches.some(({ hasAverages }) => hasAverages)) {
      throw new ArgumentError(
        'withAverages',
        'the chain keeps no averages of the parameters; end it with averageWeights(), or use asgd.',
      );
    }
    if (this.#steps === 0) return closure();
    this.#averagesInUse = true;
    for (const branch of placed.branches) branch.exchangeAverages();
    try {
      return closure();
    } finally {
      for (const branch of placed.branches) branch.exchangeAverages();
      this.#averagesInUse = false;
    }
  }

  /** What a run needs to continue, besides the parameters: copies, to be given to `restore`. Gradients that wait for an update are no part of it. */
  state(): OptimizerState {
    this.#requireWeights('state');
    const { slots } = this.#placedIn(engine());
    const entries = slots.map(
      ({ slot, branch }) => [slot.name, tensor(slot.shape, branch.read(slot))] as const,
    );
    return {
      steps: this.#steps,
      updates: Object.fromEntries(
        this.#updates().map(({ path, updates, index }) => [path, updates[index] ?? 0]),
      ),
      slots: Object.fromEntries(entries),
    };
  }

  /**
   * Continues from a state: with the parameters as they were, the steps that follow are bit for bit those that would have followed.
   *
   * Throws `FormatError` unless the state has the slots of this model and chain and no others, before anything is changed.
   */
  restore(state: OptimizerState): void {
    this.#requireWeights('restore');
    const { slots } = this.#placedIn(engine());
    const counts = this.#updates();
    requireFit(
      state,
      slots.map(({ slot }) => slot),
      counts.map(({ path }) => path),
    );
    for (const { slot, branch } of slots) {
      const saved = state.slots[slot.name];
      if (saved !== undefined) branch.read(slot).set(numbersOf(saved));
    }
    for (const { path, updates, index } of counts) updates[index] = state.updates[path] ?? 0;
    this.#steps = state.steps;
    this.#gradientNorm = undefined;
    this.#accumulating = false;
  }

  /** The place in which the updates of each parameter are counted. */
  #updates(): readonly { readonly path: string; readonly updates: Float64Array; readonly index: number }[] {
    return this.#branches.flatMap(({ parameters, updates }) =>
      [...parameters.keys()].map((path, index) => ({ path, updates, index })),
    );
  }

  /** Throws an `LifetimeError` while the parameters hold their averages. */
  #requireWeights(operation: string): void {
    if (this.#averagesInUse) throw averagesInUse(operation);
  }

  /** The chain in the memory in use. In another one than before it arrives with its numbers. */
  #placedIn({ memory }: Engine): PlacedChain {
    const before = this.#placed;
    if (before?.memory === memory) return before;
    const placed = new PlacedChain(this.#stages, this.#branches, memory);
    const sources = before?.slots;
    placed.slots.forEach(({ slot, branch }, index) => {
      const source = sources?.[index];
      if (source !== undefined) branch.read(slot).set(source.branch.read(source.slot));
    });
    this.#placed = placed;
    return placed;
  }
}
