import { type OptionNames, requireOptions } from '../arguments.js';
import { equal, mul, neg, select } from '../equation/build.js';
import { equation } from '../equation/equation.js';
import { applyEquation } from '../ops/apply.js';
import type { Indices } from '../tensor/indices.js';
import type { Tensor } from '../tensor/tensor.js';
import { type ClassLossOptions, ClassTargets } from './class-targets.js';

/** Without weight the loss is 0, even if the probability is 0. */
const definition = equation(
  'negativeLogLikelihood',
  { arrays: ['logProbability', 'weight'] },
  ({ logProbability, weight }) => ({
    loss: select(equal(weight, 0), 0, neg(mul(weight, logProbability))),
  }),
);

const OPTIONS: OptionNames<ClassLossOptions> = { reduction: true, weight: true, ignoredIndex: true };

/**
 * Computes `-w_target x_target` in nats for logarithms of probabilities `x` (`[..., V]`), such as
 * those of `logSoftmax`, and targets `[...]`. `w` is `weight`, or 1 without it, and 0 if the target
 * is ignored. The mean divides by the sum of all `w_target`. The mean over no positions is NaN.
 *
 * @throws ArgumentError if the first operand is not a tensor, the targets are no `Indices`, a
 * target is no class, or an option is unknown or has a value that it must not have.
 * @throws ShapeError if the shapes of operands and weight do not fit.
 */
export function negativeLogLikelihood(
  logProbabilities: Tensor,
  targets: Indices,
  options: ClassLossOptions = {},
): Tensor {
  requireOptions('negativeLogLikelihood', options, OPTIONS);
  const classes = new ClassTargets(
    'negativeLogLikelihood',
    'log-probabilities',
    logProbabilities,
    targets,
    options,
  );
  return classes.reduce(negativeLogLikelihoods(logProbabilities, classes), options.reduction);
}

/** Returns, as `[...]`, the negative log-likelihood of each position. */
export function negativeLogLikelihoods(logProbabilities: Tensor, classes: ClassTargets): Tensor {
  const operands = { logProbability: classes.pick(logProbabilities), weight: classes.weights };
  return applyEquation(definition, operands, {}).loss;
}
