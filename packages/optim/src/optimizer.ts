import {
  ArgumentError,
  NestedStepError,
  type Outcome,
  type Parameter,
  parametersOf,
  type StepResult,
  tensor,
} from '@tbptt/core';
import { currentScope, differentiateParameters, type Engine, engine } from '@tbptt/core/operation';
import { type FusedChain, fuseChain } from './fuse-chain.js';
import { type OptimizerState, requireFit } from './optimizer-state.js';
import { PlacedChain } from './placed-chain.js';
import type { Chain } from './transform.js';

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
 * and the slots in place.
 */
export class Optimizer {
  readonly #parameters: ReadonlyMap<string, Parameter>;
  readonly #list: readonly Parameter[];
  readonly #chain: FusedChain;
  #placed: PlacedChain | undefined;
  #steps = 0;
  #gradientNorm: number | undefined;

  /**
   * The parameters are collected once, by `parametersOf(model)`: parts of a model that shall not be trained are left out by giving the
   * other parts, `new Optimizer([model.head], ...)`.
   *
   * Throws `ArgumentError` when the model has no parameters or the chain no transforms.
   */
  constructor(model: object, chain: Chain) {
    this.#parameters = parametersOf(model);
    this.#list = [...this.#parameters.values()];
    this.#chain = fuseChain(chain);
    if (this.#list.length === 0) {
      throw new ArgumentError(
        'Optimizer',
        'the model has no parameters; give a layer, an object or an array from whose fields parameters are reached.',
      );
    }
  }

  /** The number of updates made: the number of the next step, counted from 0. */
  get steps(): number {
    return this.#steps;
  }

  /**
   * The norm of the whole gradient at the last update, as the first transform that asks for one (`clipByGlobalNorm`) met it: before clipping.
   * Undefined where none asks; `clipByGlobalNorm(Infinity)` measures without clipping.
   */
  get gradientNorm(): number | undefined {
    return this.#gradientNorm;
  }

  /**
   * Runs `closure`, differentiates the loss it returns, and updates the parameters. Returns the loss as a number and, copied out, the
   * rest of what the closure returned: `step(() => ({ loss, state }))` gives `{ loss, state }`.
   *
   * Throws `NonFiniteLossError`, and `NonFiniteGradientError` where the chain measures the gradient, before anything is changed.
   */
  step<R extends StepResult>(closure: () => R): Outcome<R> {
    return differentiateParameters(this.#list, closure, { step: this.#steps, update: () => this.update() });
  }

  /**
   * Updates the parameters from the gradients that lie in them: the second half of `step`, for gradients that `differentiate` has left there.
   *
   * Throws `NonFiniteGradientError` where the chain measures the gradient, before anything is changed, and `NestedStepError` inside the
   * closure of a step, which has no gradients yet.
   */
  update(): void {
    if (currentScope() !== undefined) throw new NestedStepError();
    const current = engine();
    this.#gradientNorm = this.#placedIn(current).run(current, this.#steps);
    this.#steps++;
  }

  /** What a run needs to continue, besides the parameters: copies, to be given to `restore`. */
  state(): OptimizerState {
    const placed = this.#placedIn(engine());
    const slots = placed.slots.map((slot) => [slot.name, tensor(slot.shape, placed.read(slot))] as const);
    return { steps: this.#steps, slots: Object.fromEntries(slots) };
  }

  /**
   * Continues from a state: with the parameters as they were, the steps that follow are bit for bit those that would have followed.
   *
   * Throws `OptimizerStateError` unless the state has the slots of this model and chain and no others, before anything is changed.
   */
  restore(state: OptimizerState): void {
    const placed = this.#placedIn(engine());
    requireFit(state, placed.slots);
    for (const slot of placed.slots) {
      const saved = state.slots[slot.name];
      if (saved !== undefined) placed.read(slot).set(saved.read());
    }
    this.#steps = state.steps;
    this.#gradientNorm = undefined;
  }

  /** The chain in the memory in use. In another one than before it arrives with its numbers. */
  #placedIn({ memory }: Engine): PlacedChain {
    const before = this.#placed;
    if (before?.memory === memory) return before;
    const placed = new PlacedChain(this.#chain, this.#parameters, memory);
    placed.slots.forEach((slot, index) => {
      const source = before?.slots[index];
      if (before !== undefined && source !== undefined) placed.read(slot).set(before.read(source));
    });
    this.#placed = placed;
    return placed;
  }
}
