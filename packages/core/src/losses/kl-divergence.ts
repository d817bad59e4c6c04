import { equal, exp, log, mul, select, sub } from '../equation/build.js';
import { equation } from '../equation/equation.js';
import { ArgumentError } from '../errors.js';
import { multiply } from '../ops/arithmetic.js';
import type { Tensor } from '../tensor/tensor.js';
import { elementLoss } from './element-loss.js';
import type { Reduction } from './reduction.js';

/** `t (log t - x)`, or 0 where the probability t is 0: there t and x are taken as 1 and 0, so that no infinity arises. */
const ofProbabilities = equation(
  'klDivergence',
  { arrays: ['prediction', 'target'] },
  ({ prediction, target }) => {
    const impossible = equal(target, 0);
    const t = select(impossible, 1, target);
    return { loss: mul(t, sub(log(t), select(impossible, 0, prediction))) };
  },
);

/** `exp(t) (t - x)`, or 0 where the probability exp(t) is 0. */
const ofLogarithms = equation(
  'klDivergence',
  { arrays: ['prediction', 'target'] },
  ({ prediction, target }) => {
    const impossible = equal(target, Number.NEGATIVE_INFINITY);
    const t = select(impossible, 0, target);
    return { loss: mul(exp(t), sub(t, select(impossible, 0, prediction))) };
  },
);

/** Options of `klDivergence`. */
export interface KLDivergenceOptions {
  /** `mean` over all elements if not given; `batchmean` divides the sum by the length of the first axis, which is the divergence's definition. */
  readonly reduction?: Reduction | 'batchmean';
  /** Whether targets are logarithms of probabilities too; false if not given. */
  readonly logTarget?: boolean;
}

/**
 * `t (log t - x)` for logarithms of predicted probabilities `x`, such as `logSoftmax` gives, and probabilities `t`, both of one shape: summed over
 * a distribution, the divergence of the prediction from the target (Kullback & Leibler 1951). What the target calls impossible counts 0.
 *
 * As in PyTorch `mean` is over all elements, not over distributions: for that take `batchmean`.
 */
export function klDivergence(
  prediction: Tensor,
  target: Tensor,
  { reduction = 'mean', logTarget = false }: KLDivergenceOptions = {},
): Tensor {
  const definition = logTarget ? ofLogarithms : ofProbabilities;
  if (reduction !== 'batchmean') return elementLoss(definition, prediction, target, {}, reduction);
  const [batch] = prediction.shape;
  if (batch === undefined) {
    throw new ArgumentError('klDivergence', "a single number has no batch; reduce it by 'sum'.");
  }
  return multiply(elementLoss(definition, prediction, target, {}, 'sum'), 1 / batch);
}
