import { add, mul, neg, softplus, sub } from '../equation/build.js';
import { equation } from '../equation/equation.js';
import type { Expression } from '../equation/expression.js';
import { ShapeError } from '../errors.js';
import { applyEquation } from '../ops/apply.js';
import { broadcastShape, formatShape, requireSameShape, sameShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { type LossOptions, reduce } from './reduction.js';

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
export interface BinaryCrossEntropyWithLogitsOptions extends LossOptions {
  /** [C], or what else broadcasts to the logits: how much a positive target counts in each column; 1 if not given. */
  readonly posWeight?: Tensor;
}

/**
 * `-(w t log σ(x) + (1 - t) log(1 - σ(x))) = w t softplus(-x) + (1 - t) softplus(x)`, averaged over all elements, for logits `x` and
 * targets `t` from 0 to 1 of one shape, with `posWeight` as `w`. No logit overflows, and neither the loss nor its gradient,
 * `(1 - t) σ(x) - w t σ(-x)`, cancels: both keep their digits where a prediction is right and sure.
 */
export function binaryCrossEntropyWithLogits(
  logits: Tensor,
  targets: Tensor,
  { reduction, posWeight }: BinaryCrossEntropyWithLogitsOptions = {},
): Tensor {
  requireSameShape(NAME, 'input', logits.shape, 'target', targets.shape);
  const operands = { logit: logits, target: targets };
  if (posWeight === undefined) return reduce(NAME, applyEquation(ofLogits, operands, {}).loss, reduction);
  if (!sameShape(broadcastShape(NAME, logits.shape, posWeight.shape), logits.shape)) {
    throw new ShapeError(
      NAME,
      `posWeight is ${formatShape(posWeight.shape)}, the input ${formatShape(logits.shape)}; posWeight must broadcast to the shape of the input.`,
    );
  }
  return reduce(NAME, applyEquation(weighted, { ...operands, weight: posWeight }, {}).loss, reduction);
}
