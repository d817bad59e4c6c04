import { numbersOf, type Tensor } from '../tensor/tensor.js';

/**
 * Returns why single precision cannot hold the numbers of a tensor, as the end of a sentence;
 * undefined if it can, with rounding.
 *
 * @throws LifetimeError if the tensor belongs to a step that has ended.
 */
export function problemOfNumbers(tensor: Tensor): string | undefined {
  const numbers = numbersOf(tensor);
  if (numbers instanceof Float32Array) return undefined;
  const beyond = numbers.find((x) => Number.isFinite(x) && !Number.isFinite(Math.fround(x)));
  return beyond === undefined ? undefined : `has the number ${beyond}, which is beyond single precision`;
}
