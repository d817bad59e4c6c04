import { LifetimeError } from '../errors.js';

/** A step was begun inside a step or an evaluation, or an evaluation was begun inside a step. */
export function nestedStep(operation: string): LifetimeError {
  return new LifetimeError(
    operation,
    'a step or an evaluation was begun inside the closure of a step, or a step inside that of an evaluation. ' +
      'They do not nest: end the first one, then begin the second.',
  );
}

/** Threads need a shared memory, and a step cannot change its memory. */
export function threadsWithinStep(): LifetimeError {
  return new LifetimeError(
    'kernels.use',
    'threads are requested for the first time inside a step or an evaluation, which cannot move to the memory that threads share; request them before it.',
  );
}
