import { requireOptions } from '../arguments.js';
import { operation } from '../autodiff/operation.js';
import { runPlanned } from '../autodiff/run-pointwise.js';
import { add, div, log, log1p, max, mul, neg, sub } from '../equation/build.js';
import { equation } from '../equation/equation.js';
import type { Expression } from '../equation/expression.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { requireSameShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import {
  counted,
  reduceWeighted,
  requireWeight,
  WEIGHTED_LOSS_OPTIONS,
  type WeightedLossOptions,
} from './weighted.js';

/** The least logarithm. Smaller logarithms count as this. */
const LEAST_LOG = -100;
/** The least variance `p (1 - p)` in the gradient. Smaller variances count as this. */
const LEAST_VARIANCE = 1e-12;

const logOf = (p: Expression) => max(log(p), LEAST_LOG);
const logOfRest = (p: Expression) => max(log1p(neg(p)), LEAST_LOG);

const definition = equation('binaryCrossEntropy', { arrays: ['p', 't'] }, ({ p, t }) => ({
  loss: neg(add(mul(t, logOf(p)), mul(sub(1, t), logOfRest(p)))),
}));

/**
 * Adds to the gradient by p. It is not the derivative of the value, which is 0 if a logarithm is
 * limited: a prediction that is certain and wrong would never change then.
 */
const byProbability = equation(
  'binaryCrossEntropy by probability',
  { arrays: ['p', 't', 'dLoss', 'dp'] },
  ({ p, t, dLoss, dp }) => ({
    sum: add(dp, mul(dLoss, div(sub(p, t), max(mul(p, sub(1, p)), LEAST_VARIANCE)))),
  }),
);

/** Adds to the gradient by t. */
const byTarget = equation(
  'binaryCrossEntropy by target',
  { arrays: ['p', 'dLoss', 'dt'] },
  ({ p, dLoss, dt }) => ({ sum: add(dt, mul(dLoss, sub(logOfRest(p), logOf(p)))) }),
);

/**
 * Computes `-(t log p + (1 - t) log(1 - p))`, averaged over all elements, for probabilities `p` and
 * targets `t` from 0 to 1 of the same shape. As in PyTorch, a logarithm below -100 counts as -100,
 * and the gradient is `(p - t) / max(p (1 - p), 1e-12)`. A probability outside of 0 to 1 gives NaN.
 *
 * If the probabilities are the output of a sigmoid, `binaryCrossEntropyWithLogits` of its input is
 * exact, faster and has no limits.
 *
 * @throws ArgumentError if an operand is not a tensor, or an option is unknown or has a value that
 * it must not have.
 * @throws ShapeError if the shapes differ, or the weight does not broadcast to them.
 */
export function binaryCrossEntropy(
  probabilities: Tensor,
  targets: Tensor,
  options: WeightedLossOptions = {},
): Tensor {
  requireTensor('binaryCrossEntropy', 'the input', probabilities);
  requireTensor('binaryCrossEntropy', 'the target', targets);
  requireOptions('binaryCrossEntropy', options, WEIGHTED_LOSS_OPTIONS);
  requireSameShape('binaryCrossEntropy', 'input', probabilities.shape, 'target', targets.shape);
  const { weight } = options;
  if (weight !== undefined) requireWeight('binaryCrossEntropy', weight, probabilities);
  const losses = lossesOf(counted(probabilities, weight), counted(targets, weight));
  return reduceWeighted('binaryCrossEntropy', losses, weight, options.reduction);
}

/** Returns the loss of each element. */
function lossesOf(probabilities: Tensor, targets: Tensor): Tensor {
  const { size } = probabilities;
  return operation([probabilities, targets], probabilities.shape, (scope, loss) => {
    const [p, t] = [scope.at(probabilities), scope.at(targets)];
    const { forward } = definition.plan({ differentiate: [] });
    runPlanned(scope, forward, 1, size, [p, t, scope.at(loss)]);
    return () => {
      const dLoss = scope.gradientAt(loss);
      if (scope.isTracked(probabilities)) {
        const dp = scope.gradientAt(probabilities);
        const { forward } = byProbability.plan({ differentiate: [] });
        runPlanned(scope, forward, 1, size, [p, t, dLoss, dp, dp]);
      }
      if (scope.isTracked(targets)) {
        const dt = scope.gradientAt(targets);
        const { forward } = byTarget.plan({ differentiate: [] });
        runPlanned(scope, forward, 1, size, [p, dLoss, dt, dt]);
      }
    };
  });
}
