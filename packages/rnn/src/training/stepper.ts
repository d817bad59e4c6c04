import { ArgumentError, type Outcome, type StepResult } from '@tbptt/core';
import { describe } from '@tbptt/core/operation';

/**
 * An object that makes steps: an `Optimizer` of `@tbptt/optim`, or one that only differentiates.
 */
export interface Stepper {
  /**
   * The number of updates made before. Training numbers its updates from there, for a schedule of
   * window lengths. Default: 0.
   */
  readonly steps?: number;
  /** Differentiates the loss that a closure returns, and updates. */
  step<R extends StepResult>(closure: () => R): Outcome<R>;
  /**
   * Differentiates a loss and adds the gradient to those since the last update. Required if an
   * update takes several windows.
   */
  accumulate?<R extends StepResult>(closure: () => R): Outcome<R>;
  /** Updates from the accumulated gradients. */
  update?(): void;
  /**
   * Drops accumulated gradients. Training calls it first, so that none are left from a training
   * that ended between two windows.
   */
  discard?(): void;
}

/** A stepper that can accumulate gradients. */
export type Accumulator = Stepper & Required<Pick<Stepper, 'accumulate' | 'update'>>;

/**
 * Checks that an optimizer makes steps.
 *
 * @throws ArgumentError if it has no method `step`
 */
export function requireStepper(operation: string, optimizer: Stepper): void {
  const given: unknown = optimizer;
  if (typeof given === 'object' && given !== null && typeof optimizer.step === 'function') return;
  throw new ArgumentError(
    operation,
    `optimizer is ${describe(given)}; it must be an Optimizer, such as new Optimizer(model, adam()).`,
  );
}

/**
 * Returns the optimizer as one that accumulates the gradients of `windows` windows.
 *
 * @throws ArgumentError if it lacks `accumulate` or `update`
 */
export function requireAccumulator(operation: string, optimizer: Stepper, windows: number): Accumulator {
  if (accumulates(optimizer)) return optimizer;
  throw new ArgumentError(
    operation,
    `accumulate is ${windows}, but the optimizer cannot accumulate; give one with the methods accumulate and update, such as an Optimizer of @tbptt/optim.`,
  );
}

function accumulates(optimizer: Stepper): optimizer is Accumulator {
  return typeof optimizer.accumulate === 'function' && typeof optimizer.update === 'function';
}
