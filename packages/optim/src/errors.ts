import { ArgumentError, LifetimeError, NonFiniteError } from '@tbptt/core';

/**
 * The norm of the gradient is NaN or infinite, and nothing was updated. `step` is the number of
 * steps before, `parameters` are the paths of the parameters whose gradients are NaN or infinite.
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

/**
 * Something else than the optimizer has started the gradient of a parameter anew between two
 * accumulations.
 */
export function accumulationLost(operation: string, path: string): LifetimeError {
  return new LifetimeError(
    operation,
    `the gradients that were accumulated are lost: another optimizer or differentiate has started the gradient of '${path}' anew since. ` +
      'Begin again with the first part, and call nothing else that differentiates by the same parameters before update().',
    { path },
  );
}

/** The closure of `withAverages` returned something that computes later, when the averages are gone. */
export function unfinished(what: 'a promise' | 'an iterator'): ArgumentError {
  return new ArgumentError(
    'withAverages',
    `the closure returned ${what}, and the rest of it would run with the weights instead of their averages. ` +
      (what === 'a promise'
        ? 'Await data before, and give a closure that returns its result.'
        : 'Return all of its values, such as [...values].'),
  );
}
