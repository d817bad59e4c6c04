import { type OptionNames, requireOptions } from '../arguments.js';
import { add, mul, neg, softplus, sub } from '../equation/build.js';
import { equation } from '../equation/equation.js';
import type { Expression } from '../equation/expression.js';
import { ShapeError } from '../errors.js';
import { applyEquation } from '../ops/apply.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { broadcastShape, formatShape, requireSameShape, sameShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { counted, reduceWeighted, requireWeight, type WeightedLossOptions } from './weighted.js';

const NAME = 'binaryCrossEntropyWithLogits';

const ofLogits = equation(NAME, { arrays: ['logit', 'target'] }, ({ logit, target }) => ({
  loss: add(mul(target, softplus(neg(logit))), ofNegatives(logit, target)),
}));

const weighted = equation(NAME, { arrays: ['logit', 'target', 'weight'] }, ({ logit, target, weight }) => ({
  loss: add(mul(mul(weight, target), softplus(neg(logit))), ofNegatives(logit, target)),
}));

function ofNegatives(logit: Expression, target: Expression): Expression {
  return mul(sub(1, target), softplus(logit));
}

/** Options of `binaryCrossEntropyWithLogits`. */
export interface BinaryCrossEntropyWithLogitsOptions extends WeightedLossOptions {
  /**
   * `[C]`, or another shape that broadcasts to the logits. The weight of a positive target in each
   * column. Default: 1.
   */
  readonly posWeight?: Tensor;
}

const OPTIONS: OptionNames<BinaryCrossEntropyWithLogitsOptions> = {
  reduction: true,
  weight: true,
  posWeight: true,
};

/**
 * Computes `-(w t log σ(x) + (1 - t) log(1 - σ(x))) = w t softplus(-x) + (1 - t) softplus(x)`,
 * averaged over all elements, for logits `x` and targets `t` from 0 to 1 of the same shape, with
 * `posWeight` as `w`. No logit overflows. Neither the loss nor its gradient,
 * `(1 - t) σ(x) - w t σ(-x)`, cancels, so both keep their digits if a prediction is right and
 * certain.
 *
 * @throws ArgumentError if an operand is not a tensor, or an option is unknown or has a value that
 * it must not have.
 * @throws ShapeError if the shapes differ, or `posWeight` or the weight does not broadcast to them.
 */
export function binaryCrossEntropyWithLogits(
  logits: Tensor,
  targets: Tensor,
  options: BinaryCrossEntropyWithLogitsOptions = {},
): Tensor {
  requireTensor(NAME, 'the input', logits);
  requireTensor(NAME, 'the target', targets);
  requireOptions(NAME, options, OPTIONS);
  const { reduction, posWeight, weight } = options;
  requireSameShape(NAME, 'input', logits.shape, 'target', targets.shape);
  if (weight !== undefined) requireWeight(NAME, weight, logits);
  const operands = { logit: counted(logits, weight), target: counted(targets, weight) };
  if (posWeight === undefined) {
    return reduceWeighted(NAME, applyEquation(ofLogits, operands, {}).loss, weight, reduction);
  }
  requireTensor(NAME, 'posWeight', posWeight);
  if (!sameShape(broadcastShape(NAME, logits.shape, posWeight.shape), logits.shape)) {
    throw new ShapeError(
      NAME,
      `posWeight is ${formatShape(posWeight.shape)}, the input ${formatShape(logits.shape)}; posWeight must broadcast to the shape of the input.`,
      { posWeight: posWeight.shape, input: logits.shape },
    );
  }
  const { loss } = applyEquation(weighted, { ...operands, weight: posWeight }, {});
  return reduceWeighted(NAME, loss, weight, reduction);
}
