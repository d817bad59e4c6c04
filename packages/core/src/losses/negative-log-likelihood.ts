import { equal, mul, neg, select } from '../equation/build.js';
import { equation } from '../equation/equation.js';
import { applyEquation } from '../ops/apply.js';
import type { Indices } from '../tensor/indices.js';
import type { Tensor } from '../tensor/tensor.js';
import { type ClassLossOptions, ClassTargets } from './class-targets.js';

/** What has no weight counts nothing, even where its probability is 0. */
const definition = equation(
  'negativeLogLikelihood',
  { arrays: ['logProbability', 'weight'] },
  ({ logProbability, weight }) => ({
    loss: select(equal(weight, 0), 0, neg(mul(weight, logProbability))),
  }),
);

/**
 * `-w_target x_target` for logarithms of probabilities `x` over the last axis, such as `logSoftmax` gives: `[..., V]`, and targets `[...]`; in nats.
 * `w` is 1 without `weight`, and 0 where the target is to be ignored. The mean divides by the sum of all `w_target`; over none it is NaN.
 */
export function negativeLogLikelihood(
  logProbabilities: Tensor,
  targets: Indices,
  options: ClassLossOptions = {},
): Tensor {
  const classes = new ClassTargets(
    'negativeLogLikelihood',
    'log-probabilities',
    logProbabilities,
    targets,
    options,
  );
  return classes.reduce(likelihoods(logProbabilities, classes), options.reduction);
}

/** [...]: the negative log-likelihood of each position. */
export function likelihoods(logProbabilities: Tensor, classes: ClassTargets): Tensor {
  const operands = { logProbability: classes.pick(logProbabilities), weight: classes.weights };
  return applyEquation(definition, operands, {}).loss;
}
