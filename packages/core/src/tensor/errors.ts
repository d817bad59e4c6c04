import { describe } from '../arguments.js';
import { ArgumentError, LifetimeError, NonFiniteError } from '../errors.js';

/** A tensor was used after the step in which it was computed. */
export function escapedTensor(shape: readonly number[]): LifetimeError {
  return new LifetimeError(
    'Tensor',
    `a tensor of shape [${shape.join(', ')}] was computed in a step that has ended, and its memory is given up. ` +
      'Return it from the closure of the step, as a tensor, or in plain objects, arrays, maps and sets: what a closure returns is copied out as an ordinary value.',
    { shape },
  );
}

/** The loss is NaN or infinite. Nothing was updated. */
export function nonFiniteLoss(loss: number, step: number | undefined): NonFiniteError {
  return new NonFiniteError(
    step === undefined ? 'differentiate' : `Step ${step}`,
    `the loss is ${loss}. Parameters and optimizer state are as before this step. ` +
      'A smaller learning rate, clipping the gradient, or checking the inputs for NaN are the usual remedies.',
    { loss, step },
  );
}

/** A property of every tensor, whichever copy of this package made it. */
export const TENSOR_OF_ANY_COPY = Symbol.for('@tbptt/core tensor');

/** Returns whether a value is a tensor of this or another copy of this package. */
export function isTensorOfAnyCopy(value: object): boolean {
  return TENSOR_OF_ANY_COPY in value;
}

/** A value is not a tensor, or a tensor of another copy of the package. */
export function notATensor(operation: string, name: string, value: unknown): ArgumentError {
  const isForeign = typeof value === 'object' && value !== null && isTensorOfAnyCopy(value);
  if (isForeign) return twoCopies(operation);
  return new ArgumentError(
    operation,
    `${name} is ${describe(value)}; it must be a tensor${remedyFor(value)}.`,
    { value },
  );
}

/** Returns how to make a tensor from a value, as the end of a sentence. */
function remedyFor(value: unknown): string {
  if (typeof value === 'number') return ', such as scalar(number)';
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return ', such as tensor(numbers)';
  if (typeof value !== 'object' || value === null) return '';
  if ('then' in value) return '; await it first';
  if ('data' in value && 'shape' in value) return '; an Embedding or gather makes tensors of indices';
  return '';
}

/** Tensors or layers of two copies of this package met. */
export function twoCopies(operation: string, what = 'a tensor was made'): ArgumentError {
  return new ArgumentError(
    operation,
    `${what} by another copy of @tbptt/core. Two copies are installed or bundled, and neither knows the steps, the parameters ` +
      'and the kernels of the other; make all packages use one (see `npm ls @tbptt/core`, `npm dedupe`, and the aliases of the bundler).',
  );
}
