import { differentiate, type Outcome, parametersOf, type StepResult } from '@tbptt/core';
import type { Stepper } from '../training/stepper.js';

/** The gradients of all parameters by their paths. */
export type Gradients = Readonly<Record<string, Float32Array | undefined>>;

/** Differentiates and leaves the parameters alone; keeps the gradients of every update. */
export class Observer implements Stepper {
  readonly gradients: Gradients[] = [];
  #accumulating = false;

  /** Of a model. `steps` is the number of updates that it says were made before. */
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

/** The gradients that lie in the parameters of a model. */
export function gradientsOf(model: object): Gradients {
  return Object.fromEntries([...parametersOf(model)].map(([path, p]) => [path, p.gradient?.toFloats()]));
}
