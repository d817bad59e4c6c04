import { mul, sub } from '../equation/build.js';
import { equation } from '../equation/equation.js';
import type { Tensor } from '../tensor/tensor.js';
import { elementLoss } from './element-loss.js';
import type { LossOptions } from './reduction.js';

const squaredError = equation(
  'meanSquaredError',
  { arrays: ['prediction', 'target'] },
  ({ prediction, target }) => {
    const error = sub(prediction, target);
    return { loss: mul(error, error) };
  },
);

/** `(prediction - target)²`, averaged over all elements; both of one shape. */
export function meanSquaredError(
  prediction: Tensor,
  target: Tensor,
  { reduction }: LossOptions = {},
): Tensor {
  return elementLoss(squaredError, prediction, target, {}, reduction);
}
