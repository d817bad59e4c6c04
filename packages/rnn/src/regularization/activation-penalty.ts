import { mean, multiply, scalar, slice, square, subtract, type Tensor } from '@tbptt/core';

/**
 * `alpha mean(h²)`, a term of the loss that keeps activations small (Merity, McCann & Socher 2017, arXiv:1708.01009: AR, over the outputs of the
 * last layer after dropout). outputs: [T, B, H]; the result is one number, 0 where there are no outputs.
 */
export function activationPenalty(outputs: Tensor, alpha: number): Tensor {
  return outputs.size === 0 ? scalar(0) : multiply(mean(square(outputs)), alpha);
}

/**
 * `beta mean((h[t + 1] - h[t])²)`, a term of the loss that keeps activations from changing fast (Merity, McCann & Socher 2017,
 * arXiv:1708.01009: TAR, over the outputs of the last layer before dropout). outputs: [T, B, H]; the result is one number, 0 where T < 2.
 */
export function temporalActivationPenalty(outputs: Tensor, beta: number): Tensor {
  const [T = 0] = outputs.shape;
  if (T < 2 || outputs.size === 0) return scalar(0);
  const change = subtract(slice(outputs, 0, 1, T), slice(outputs, 0, 0, T - 1));
  return multiply(mean(square(change)), beta);
}
