import { differentiate, type Outcome, parametersOf, type StepResult, type Tensor } from '@tbptt/core';
import { numbersOf } from '@tbptt/core/operation';
import type { Accumulator } from '../training/stepper.js';

/** An optimizer that updates nothing and sums the gradients of all steps, so parameters stay fixed. */
export class GradientCollector implements Accumulator {
  readonly #model: object;
  #sum: number[] | undefined;

  constructor(model: object) {
    this.#model = model;
  }

  /** The sum of the gradients of all parameters, one after the other in the order of their paths. */
  get total(): readonly number[] {
    return this.#sum ?? [];
  }

  step<R extends StepResult>(closure: () => R): Outcome<R> {
    const outcome = differentiate(this.#model, closure);
    const gradient = gradientOf(this.#model);
    this.#sum = this.#sum?.map((x, i) => x + (gradient[i] ?? 0)) ?? gradient;
    return outcome;
  }

  accumulate<R extends StepResult>(closure: () => R): Outcome<R> {
    return this.step(closure);
  }

  update(): void {}

  /** Begins anew. */
  reset(): void {
    this.#sum = undefined;
  }
}

/** The gradients of all parameters, zeros where there is none. */
export function gradientOf(model: object): number[] {
  return [...parametersOf(model).values()].flatMap((parameter) =>
    Array.from(
      numbersIn(parameter.gradient) ?? { length: parameter.size },
      (x: number | undefined) => x ?? 0,
    ),
  );
}

/** The numbers of a tensor in the precision in which they were computed. */
function numbersIn(tensor: Tensor | undefined): ArrayLike<number> | undefined {
  return tensor && numbersOf(tensor);
}
