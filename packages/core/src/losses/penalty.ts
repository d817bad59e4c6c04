import { requireRange } from '../arguments.js';
import { collectParameters } from '../autodiff/parameters.js';
import { ArgumentError } from '../errors.js';
import { add, multiply } from '../ops/arithmetic.js';
import { total } from '../ops/scaled-sum.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Returns `coefficient factor` times the sum of a function over all elements of the parameters of
 * `model`.
 */
export function penalty(
  operation: string,
  model: object,
  coefficient: number,
  ofElement: (p: Tensor) => Tensor,
  factor = 1,
): Tensor {
  requireRange(operation, 'the coefficient', coefficient, {});
  const sums = [...collectParameters(operation, model).values()].map((parameter) =>
    total(ofElement(parameter)),
  );
  if (sums.length === 0) {
    throw new ArgumentError(
      operation,
      'there are no parameters to penalize; give a model or an array of parameters.',
    );
  }
  return multiply(
    sums.reduce((total, term) => add(total, term)),
    coefficient * factor,
  );
}
