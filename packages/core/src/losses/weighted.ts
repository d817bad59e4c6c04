import type { OptionNames } from '../arguments.js';
import { div, equal, mul, select } from '../equation/build.js';
import { equation } from '../equation/equation.js';
import { ShapeError } from '../errors.js';
import { applyInOrder } from '../ops/apply.js';
import { total } from '../ops/scaled-sum.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { broadcastShape, formatShape, sameShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { type LossOptions, type Reduction, reduce, requireReduction } from './reduction.js';

/** Options of the losses whose targets are numbers. */
export interface WeightedLossOptions extends LossOptions {
  /**
   * The weight of each element, in any shape that broadcasts to the losses, such as `[T, B, 1]` for
   * steps of lanes. Elements of weight 0 are not counted, even if they are NaN. The mean divides by
   * the sum of the weights. Default: 1.
   */
  readonly weight?: Tensor;
}

/** The options of a loss that has no others. */
export const WEIGHTED_LOSS_OPTIONS: OptionNames<WeightedLossOptions> = { reduction: true, weight: true };

const kept = equation('weight', { arrays: ['x', 'weight'] }, ({ x, weight }) => ({
  y: select(equal(weight, 0), 0, x),
}));

// Not by `multiply` and `divide`: programs without weights would carry all of arithmetic.
const product = equation('weight', { arrays: ['x', 'weight'] }, ({ x, weight }) => ({ y: mul(x, weight) }));
const mean = equation('weight', { arrays: ['sum', 'weight'], uniforms: ['repeated'] }, (operands) => ({
  y: div(operands.sum, mul(operands.weight, operands.repeated)),
}));

/**
 * Checks a weight.
 *
 * @throws ArgumentError if it is not a tensor.
 * @throws ShapeError if it does not broadcast to the prediction.
 */
export function requireWeight(operation: string, weight: Tensor, prediction: Tensor): void {
  requireTensor(operation, 'the weight', weight);
  if (sameShape(broadcastShape(operation, prediction.shape, weight.shape), prediction.shape)) return;
  throw new ShapeError(
    operation,
    `the weight is ${formatShape(weight.shape)}, the prediction ${formatShape(prediction.shape)}; the weight must broadcast to it.`,
    { weight: weight.shape, prediction: prediction.shape },
  );
}

/** Returns `x` with 0 for the elements of weight 0, so that NaN in these elements reaches no gradient. */
export function counted(x: Tensor, weight: Tensor | undefined): Tensor {
  return weight === undefined ? x : (applyInOrder(kept, [x, weight])[0] as Tensor);
}

/** Reduces the losses of the elements by their weights. */
export function reduceWeighted(
  operation: string,
  losses: Tensor,
  weight: Tensor | undefined,
  reduction: Reduction = 'mean',
): Tensor {
  if (weight === undefined) return reduce(operation, losses, reduction);
  requireReduction(operation, reduction);
  const [weighted] = applyInOrder(product, [losses, weight]) as [Tensor];
  if (reduction !== 'mean') return reduce(operation, weighted, reduction);
  return applyInOrder(mean, [total(weighted), total(weight)], [losses.size / weight.size])[0] as Tensor;
}
