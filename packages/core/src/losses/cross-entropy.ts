import { type OptionNames, requireOptions, requireRange } from '../arguments.js';
import { logSoftmaxKernels } from '../kernels/rows/log-softmax.js';
import { alongRows } from '../ops/softmax-along.js';
import type { Indices } from '../tensor/indices.js';
import type { Tensor } from '../tensor/tensor.js';
import { type ClassLossOptions, ClassTargets } from './class-targets.js';
import { rowLosses, totalLoss } from './fused-cross-entropy.js';
import { negativeLogLikelihoods } from './negative-log-likelihood.js';
import { smoothedLosses } from './smoothed-cross-entropy.js';

/** Options of `crossEntropy`. */
export interface CrossEntropyOptions extends ClassLossOptions {
  /**
   * The share of each target that is spread evenly over all classes, from 0 to 1 (Szegedy et al.
   * 2016, arXiv:1512.00567). Default: 0.
   */
  readonly labelSmoothing?: number;
}

const OPTIONS: OptionNames<CrossEntropyOptions> = {
  reduction: true,
  weight: true,
  ignoredIndex: true,
  labelSmoothing: true,
};

/**
 * Computes `log Σ_j exp x_j - x_target` in nats for logits `x` (`[..., V]`) and targets `[...]`,
 * averaged over all positions whose target is not `IGNORED`. The gradient,
 * `(softmax(x) - onehot) / count`, is computed in the same pass.
 *
 * With a `weight` w for each class and `labelSmoothing` ε, the loss of a position is
 * `-(1 - ε) w_target log p_target - ε/V Σ_j w_j log p_j`. As in PyTorch, the mean divides by the
 * sum of all `w_target`. The mean over no positions is NaN.
 *
 * @throws ArgumentError if the logits are not a tensor, the targets are no `Indices`, a target is
 * no class, or an option is unknown or has a value that it must not have.
 * @throws ShapeError if the shapes of logits, targets and weight do not fit.
 */
export function crossEntropy(logits: Tensor, targets: Indices, options: CrossEntropyOptions = {}): Tensor {
  requireOptions('crossEntropy', options, OPTIONS);
  const { reduction = 'mean', weight, labelSmoothing = 0 } = options;
  requireRange('crossEntropy', 'labelSmoothing', labelSmoothing, { least: 0, most: 1 });
  const classes = new ClassTargets('crossEntropy', 'logits', logits, targets, options);
  if (weight === undefined && labelSmoothing === 0) {
    if (reduction === 'none') return rowLosses(logits, classes.marked, targets.shape);
    return totalLoss(logits, classes.marked, reduction === 'mean' ? 1 / classes.total : 1);
  }
  const counting = labelSmoothing === 0 ? classes.weights : classes.counted;
  const masked = classes.masked(logits, counting);
  const logProbabilities = alongRows(logSoftmaxKernels, masked, targets.data.length, classes.classes);
  const losses =
    labelSmoothing === 0
      ? negativeLogLikelihoods(logProbabilities, classes)
      : smoothedLosses(logProbabilities, classes, labelSmoothing);
  return classes.reduce(losses, reduction);
}
