import { describe } from '../arguments.js';
import { ArgumentError } from '../errors.js';
import { notATensor } from './errors.js';
import { isTensor, type Tensor } from './tensor.js';

/**
 * Checks a tensor that a caller gave. The check takes a few nanoseconds.
 *
 * @throws ArgumentError if the value is not a tensor, or one of another copy of this package.
 */
export function requireTensor(operation: string, name: string, value: unknown): asserts value is Tensor {
  if (!isTensor(value)) throw notATensor(operation, name, value);
}

/**
 * Checks a list of tensors that a caller gave.
 *
 * @throws ArgumentError if the value is not an array, or if an element is not a tensor.
 */
export function requireTensors(
  operation: string,
  name: string,
  value: unknown,
): asserts value is readonly Tensor[] {
  if (!Array.isArray(value)) {
    throw new ArgumentError(
      operation,
      `${name} are ${describe(value)}; they must be an array of tensors, such as [a, b].`,
      {
        value,
      },
    );
  }
  // Not `forEach`, which passes over the holes of a sparse array.
  for (let i = 0; i < value.length; i++) requireTensor(operation, `element ${i} of ${name}`, value[i]);
}
