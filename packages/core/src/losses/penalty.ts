import { parametersOf } from '../autodiff/parameters.js';
import { ArgumentError } from '../errors.js';
import { add, multiply } from '../ops/arithmetic.js';
import { sum } from '../ops/reduce.js';
import type { Tensor } from '../tensor/tensor.js';

/** `factor` times the sum of a function over all elements of all parameters of `model`. */
export function penalty(
  operation: string,
  model: object,
  factor: number,
  ofElement: (p: Tensor) => Tensor,
): Tensor {
  if (!Number.isFinite(factor))
    throw new ArgumentError(operation, `the coefficient is ${factor}; it must be a finite number.`);
  const sums = [...parametersOf(model).values()].map((parameter) => sum(ofElement(parameter)));
  if (sums.length === 0)
    throw new ArgumentError(
      operation,
      'there are no parameters to penalize; give a model or an array of parameters.',
    );
  return multiply(
    sums.reduce((total, term) => add(total, term)),
    factor,
  );
}
