import { abs, sub } from '../equation/build.js';
import { equation } from '../equation/equation.js';
import type { Tensor } from '../tensor/tensor.js';
import { elementLoss } from './element-loss.js';
import type { LossOptions } from './reduction.js';

const absoluteError = equation('l1Loss', { arrays: ['prediction', 'target'] }, ({ prediction, target }) => ({
  loss: abs(sub(prediction, target)),
}));

/** `|prediction - target|`, averaged over all elements; both of one shape. Where they are equal the gradient is 0. */
export function l1Loss(prediction: Tensor, target: Tensor, { reduction }: LossOptions = {}): Tensor {
  return elementLoss(absoluteError, prediction, target, {}, reduction);
}
