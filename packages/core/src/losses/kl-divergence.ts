import { type OptionNames, requireChoice, requireFlag, requireOptions } from '../arguments.js';
import { equal, exp, log, mul, select, sub } from '../equation/build.js';
import { equation } from '../equation/equation.js';
import { ArgumentError } from '../errors.js';
import { multiply } from '../ops/arithmetic.js';
import type { Tensor } from '../tensor/tensor.js';
import { elementLoss } from './element-loss.js';
import type { Reduction } from './reduction.js';

/**
 * `t (log t - x)`, or 0 if the probability t is 0. Then 1 and 0 replace t and x, so that no
 * infinity arises.
 */
const ofProbabilities = equation(
  'klDivergence',
  { arrays: ['prediction', 'target'] },
  ({ prediction, target }) => {
    const impossible = equal(target, 0);
    const t = select(impossible, 1, target);
    return { loss: mul(t, sub(log(t), select(impossible, 0, prediction))) };
  },
);

/** `exp(t) (t - x)`, or 0 if the probability exp(t) is 0. */
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
  /**
   * `mean` is over all elements. `batchmean` divides the sum by the length of the first axis, which
   * is the definition of the divergence. Default: `mean`.
   */
  readonly reduction?: Reduction | 'batchmean';
  /** Whether targets are logarithms of probabilities too. Default: false. */
  readonly logTarget?: boolean;
}

const OPTIONS: OptionNames<KLDivergenceOptions> = { reduction: true, logTarget: true };

/**
 * Computes `t (log t - x)` for logarithms `x` of predicted probabilities, such as those of
 * `logSoftmax`, and probabilities `t` of the same shape. Summed over a distribution, it is the
 * divergence of the prediction from the target (Kullback & Leibler 1951). Elements whose target is
 * 0 count as 0.
 *
 * As in PyTorch, `mean` is over all elements, not over distributions. Use `batchmean` for that.
 *
 * @throws ArgumentError if an operand is not a tensor, or an option is unknown or has a value that
 * it must not have.
 * @throws ShapeError if the shapes differ.
 */
export function klDivergence(prediction: Tensor, target: Tensor, options: KLDivergenceOptions = {}): Tensor {
  requireOptions('klDivergence', options, OPTIONS);
  const { reduction = 'mean', logTarget = false } = options;
  requireChoice('klDivergence', 'reduction', reduction, ['mean', 'sum', 'none', 'batchmean']);
  requireFlag('klDivergence', 'logTarget', logTarget);
  const definition = logTarget ? ofLogarithms : ofProbabilities;
  if (reduction !== 'batchmean') return elementLoss(definition, prediction, target, {}, reduction);
  const summed = elementLoss(definition, prediction, target, {}, 'sum');
  const [batch] = prediction.shape;
  if (batch === undefined) {
    throw new ArgumentError(
      'klDivergence',
      "the operands are single numbers, which have no batch; reduce by 'sum' instead of 'batchmean'.",
      { reduction },
    );
  }
  return multiply(summed, 1 / batch);
}
