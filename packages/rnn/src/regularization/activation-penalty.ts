import { ArgumentError, mean, multiply, scalar, slice, square, subtract, Tensor } from '@tbptt/core';
import { describe, NOT_NEGATIVE, requireRange } from '@tbptt/core/operation';

/**
 * `alpha mean(h²)`, a term of the loss that keeps activations small (Merity, McCann & Socher 2017,
 * arXiv:1708.01009: AR, over the outputs of the last layer after dropout). outputs: [T, B, H]. The
 * result is one number, 0 if there are no outputs.
 *
 * @throws ArgumentError if alpha is no number of at least 0
 */
export function activationPenalty(outputs: Tensor, alpha: number): Tensor {
  requirePenalty('activationPenalty', outputs, 'alpha', alpha);
  return outputs.size === 0 ? scalar(0) : multiply(mean(square(outputs)), alpha);
}

/**
 * `beta mean((h[t + 1] - h[t])²)`, a term of the loss that keeps activations from changing fast
 * (Merity, McCann & Socher 2017, arXiv:1708.01009: TAR, over the outputs of the last layer before
 * dropout). outputs: [T, B, H]. The result is one number, 0 if T < 2.
 *
 * @throws ArgumentError if beta is no number of at least 0
 */
export function temporalActivationPenalty(outputs: Tensor, beta: number): Tensor {
  requirePenalty('temporalActivationPenalty', outputs, 'beta', beta);
  const [T = 0] = outputs.shape;
  if (T < 2 || outputs.size === 0) return scalar(0);
  const change = subtract(slice(outputs, 0, 1, T), slice(outputs, 0, 0, T - 1));
  return multiply(mean(square(change)), beta);
}

function requirePenalty(operation: string, outputs: Tensor, name: string, factor: number): void {
  const given: unknown = outputs;
  if (!(given instanceof Tensor)) {
    throw new ArgumentError(
      operation,
      `the outputs are ${describe(given)}; they must be a tensor [T, B, H].`,
    );
  }
  requireRange(operation, name, factor, NOT_NEGATIVE);
}
