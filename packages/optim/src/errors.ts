import { LifetimeError, NonFiniteError } from '@tbptt/core';

/**
 * The norm of the gradient is NaN or infinite; nothing was updated. `step` is the number of updates made before, `parameters` the
 * paths of the parameters whose gradients are to blame.
 */
export function nonFiniteGradient(norm: number, step: number, parameters: readonly string[]): NonFiniteError {
  return new NonFiniteError(
    `Step ${step}`,
    `the norm of the gradient is ${norm}, because of ${parameters.join(', ')}. Parameters and optimizer state are as before ` +
      'this step. A smaller learning rate, a shorter window, or checking the inputs for NaN are the usual remedies.',
    { norm, step, parameters },
  );
}

/** An optimizer was used while the parameters hold their averages. */
export function averagesInUse(operation: string): LifetimeError {
  return new LifetimeError(
    operation,
    'the parameters hold their averages inside the closure of withAverages; ' +
      'train, save and restore the optimizer outside it.',
  );
}

/** An optimizer was used inside the closure of a step. */
export function insideStep(operation: string): LifetimeError {
  return new LifetimeError(
    operation,
    'it was called inside the closure of a step or an evaluation, which has to end first; call it outside.',
  );
}
