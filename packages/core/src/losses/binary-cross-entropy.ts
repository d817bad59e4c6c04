import { operation } from '../autodiff/operation.js';
import { runPlanned } from '../autodiff/run-pointwise.js';
import { add, div, log, log1p, max, mul, neg, sub } from '../equation/build.js';
import { equation } from '../equation/equation.js';
import type { Expression } from '../equation/expression.js';
import { requireSameShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { type LossOptions, reduce } from './reduction.js';

/** No logarithm counts as less than this. */
const LEAST_LOG = -100;
/** No variance `p (1 - p)` counts as less than this in the gradient. */
const LEAST_VARIANCE = 1e-12;

const logOf = (p: Expression) => max(log(p), LEAST_LOG);
const logOfRest = (p: Expression) => max(log1p(neg(p)), LEAST_LOG);

const definition = equation('binaryCrossEntropy', { arrays: ['p', 't'] }, ({ p, t }) => ({
  loss: neg(add(mul(t, logOf(p)), mul(sub(1, t), logOfRest(p)))),
}));

/**
 * Adds to the gradient by p. It is not the derivative of what is computed forward, which is 0 where a logarithm is limited: a prediction that is certain
 * and wrong would stay so.
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
 * `-(t log p + (1 - t) log(1 - p))` for probabilities `p` and targets `t` from 0 to 1 of one shape, averaged over all elements. As in PyTorch
 * no logarithm counts as less than -100, and the gradient is `(p - t) / max(p (1 - p), 1e-12)`. A probability outside of 0 to 1 gives NaN.
 *
 * Where probabilities come out of a sigmoid, `binaryCrossEntropyWithLogits` on its input is exact, faster and has no limits.
 */
export function binaryCrossEntropy(
  probabilities: Tensor,
  targets: Tensor,
  { reduction }: LossOptions = {},
): Tensor {
  requireSameShape('binaryCrossEntropy', 'input', probabilities.shape, 'target', targets.shape);
  const { size } = probabilities;
  const losses = operation([probabilities, targets], probabilities.shape, (scope, loss) => {
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
  return reduce('binaryCrossEntropy', losses, reduction);
}
