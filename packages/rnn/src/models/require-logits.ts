import { ArgumentError, Tensor } from '@tbptt/core';
import { describe, type Floats, formatShape, numbersOf } from '@tbptt/core/operation';

/**
 * Returns the numbers of the logits `[B, V]` that a step of a model returned, without a copy.
 *
 * @throws ArgumentError if the output is no tensor of as many numbers
 */
export function requireLogits(operation: string, output: Tensor, lanes: number, symbols: number): Floats {
  if (output instanceof Tensor && output.size === lanes * symbols) return numbersOf(output);
  const found = output instanceof Tensor ? formatShape(output.shape) : describe(output);
  throw new ArgumentError(
    operation,
    `the output of model.step is ${found}; it must be the logits [${lanes}, ${symbols}].`,
  );
}
