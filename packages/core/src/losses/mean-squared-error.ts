import * as scalar from '../equation/build.js';
import { equation } from '../equation/equation.js';
import { applyEquation } from '../ops/apply.js';
import { requireSameShape } from '../tensor/errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { type LossOptions, reduce } from './reduction.js';

const squaredError = equation(
  'meanSquaredError',
  { arrays: ['prediction', 'target'] },
  ({ prediction, target }) => {
    const error = scalar.sub(prediction, target);
    return { loss: scalar.mul(error, error) };
  },
);

/** `(prediction - target)²`, averaged over all elements; both of one shape. */
export function meanSquaredError(
  prediction: Tensor,
  target: Tensor,
  { reduction }: LossOptions = {},
): Tensor {
  requireSameShape('meanSquaredError', 'prediction', prediction.shape, 'target', target.shape);
  return reduce('meanSquaredError', applyEquation(squaredError, { prediction, target }, {}).loss, reduction);
}
