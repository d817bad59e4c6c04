import * as scalar from '../equation/build.js';
import { equation } from '../equation/equation.js';
import { applyEquation } from '../ops/apply.js';
import { requireSameShape } from '../tensor/errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { type LossOptions, reduce } from './reduction.js';

const crossEntropyOfLogit = equation(
  'binaryCrossEntropyWithLogits',
  { arrays: ['logit', 'target'] },
  ({ logit, target }) => ({
    loss: scalar.add(
      scalar.mul(target, scalar.softplus(scalar.neg(logit))),
      scalar.mul(scalar.sub(1, target), scalar.softplus(logit)),
    ),
  }),
);

/**
 * `-(t log σ(x) + (1 - t) log(1 - σ(x))) = t softplus(-x) + (1 - t) softplus(x)`, averaged over all elements, for logits `x` and
 * targets `t` from 0 to 1 of one shape. No logit overflows, and neither the loss nor its gradient, `(1 - t) σ(x) - t σ(-x)`, cancels:
 * both keep their digits where a prediction is right and sure.
 */
export function binaryCrossEntropyWithLogits(
  logits: Tensor,
  targets: Tensor,
  { reduction }: LossOptions = {},
): Tensor {
  requireSameShape('binaryCrossEntropyWithLogits', 'input', logits.shape, 'target', targets.shape);
  return reduce(
    'binaryCrossEntropyWithLogits',
    applyEquation(crossEntropyOfLogit, { logit: logits, target: targets }, {}).loss,
    reduction,
  );
}
