import { differentiate, type Outcome, parametersOf, type StepResult } from '@tbptt/core';
import type { Stepper } from '../training/stepper.js';

/** The gradients of all parameters by path. */
export type Gradients = Readonly<Record<string, Float32Array | undefined>>;

/**
 * A stepper that differentiates without changing the parameters, and keeps the gradients of every
 * update.
 */
export class Observer implements Stepper {
  readonly gradients: Gradients[] = [];
  #accumulating = false;

  /** Observes a model. `steps` is the number of updates that it reports as made before. */
  constructor(
    readonly model: object,
    readonly steps = 0,
  ) {}

  step<R extends StepResult>(closure: () => R): Outcome<R> {
    const outcome = this.accumulate(closure);
    this.update();
    return outcome;
  }

  accumulate<R extends StepResult>(closure: () => R): Outcome<R> {
    const outcome = differentiate(this.model, closure, { accumulate: this.#accumulating });
    this.#accumulating = true;
    return outcome;
  }

  update(): void {
    this.#accumulating = false;
    this.gradients.push(gradientsOf(this.model));
  }
}

/** Returns the gradients of the parameters of a model. */
export function gradientsOf(model: object): Gradients {
  return Object.fromEntries([...parametersOf(model)].map(([path, p]) => [path, p.gradient?.toFloats()]));
}
