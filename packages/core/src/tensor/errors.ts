import { LifetimeError, NonFiniteError } from '../errors.js';

/** A tensor was used after the step in which it was computed. */
export function escapedTensor(shape: readonly number[]): LifetimeError {
  return new LifetimeError(
    'Tensor',
    `a tensor of shape [${shape.join(', ')}] was computed in a step that has ended, and its memory is given up. ` +
      'Return it from the closure of the step: what a closure returns is copied out as an ordinary value.',
    { shape },
  );
}

/** The loss is NaN or infinite; nothing was updated. */
export function nonFiniteLoss(loss: number, step: number | undefined): NonFiniteError {
  return new NonFiniteError(
    step === undefined ? 'differentiate' : `Step ${step}`,
    `the loss is ${loss}. Parameters and optimizer state are as before this step. ` +
      'A smaller learning rate, clipping the gradient, or checking the inputs for NaN are the usual remedies.',
    { loss, step },
  );
}
