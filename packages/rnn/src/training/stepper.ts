import { ArgumentError, type Outcome, type StepResult } from '@tbptt/core';

/** What makes steps: an `Optimizer` of `@tbptt/optim`, or a function that only differentiates. */
export interface Stepper {
  /** The number of updates made before; 0 if not given. From there training numbers its updates for a schedule of window lengths. */
  readonly steps?: number;
  /** Differentiates the loss that a closure returns, and updates. */
  step<R extends StepResult>(closure: () => R): Outcome<R>;
  /** Differentiates it and adds the gradient to those since the last update. Only needed where an update takes several windows. */
  accumulate?<R extends StepResult>(closure: () => R): Outcome<R>;
  /** Updates from the gradients that were accumulated. */
  update?(): void;
}

/** A stepper whose steps can be made in two halves. */
type Accumulator = Stepper & Required<Pick<Stepper, 'accumulate' | 'update'>>;

/** The two halves of a step. */
export interface StepHalves {
  differentiate<R extends StepResult>(closure: () => R): Outcome<R>;
  update(): void;
}

/** The halves of the steps of an optimizer, of which the first is made `windows` times for each of the second. */
export function stepHalves(operation: string, optimizer: Stepper, windows: number): StepHalves {
  if (windows === 1) return { differentiate: (closure) => optimizer.step(closure), update: () => {} };
  if (!accumulates(optimizer)) {
    throw new ArgumentError(
      operation,
      `accumulate is ${windows}, but the optimizer cannot accumulate; give one with the methods accumulate and update, such as an Optimizer of @tbptt/optim.`,
    );
  }
  return {
    differentiate: (closure) => optimizer.accumulate(closure),
    update: () => optimizer.update(),
  };
}

function accumulates(optimizer: Stepper): optimizer is Accumulator {
  return optimizer.accumulate !== undefined && optimizer.update !== undefined;
}
