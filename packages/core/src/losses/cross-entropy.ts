import { ArgumentError } from '../errors.js';
import { logSoftmax } from '../ops/log-softmax.js';
import type { Indices } from '../tensor/indices.js';
import type { Tensor } from '../tensor/tensor.js';
import { type ClassLossOptions, ClassTargets } from './class-targets.js';
import { rowLosses, totalLoss } from './fused-cross-entropy.js';
import { likelihoods } from './negative-log-likelihood.js';
import { smoothedLosses } from './smoothed-cross-entropy.js';

/** Options of `crossEntropy`. */
export interface CrossEntropyOptions extends ClassLossOptions {
  /** How much of each target is spread evenly over all classes, from 0 to 1; 0 if not given (Szegedy et al. 2016, arXiv:1512.00567). */
  readonly labelSmoothing?: number;
}

/**
 * `log Σ_j exp x_j - x_target` for logits `x` over the last axis, averaged over all positions whose target is not `IGNORED`:
 * logits `[..., V]`, targets `[...]`, in nats. The gradient, `(softmax(x) - onehot) / count`, is computed in the same pass.
 *
 * With a `weight` w for each class and `labelSmoothing` ε a position has the loss
 * `-(1 - ε) w_target log p_target - ε/V Σ_j w_j log p_j`, and the mean divides by the sum of all `w_target`, as PyTorch's does.
 * The mean over no position at all is NaN.
 */
export function crossEntropy(logits: Tensor, targets: Indices, options: CrossEntropyOptions = {}): Tensor {
  const { reduction = 'mean', weight, labelSmoothing = 0 } = options;
  const classes = new ClassTargets('crossEntropy', 'logits', logits, targets, options);
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new ArgumentError('crossEntropy', `labelSmoothing is ${labelSmoothing}; it must be from 0 to 1.`);
  }
  if (weight === undefined && labelSmoothing === 0) {
    if (reduction === 'none') return rowLosses(logits, classes.marked, targets.shape);
    return totalLoss(logits, classes.marked, reduction === 'mean' ? 1 / classes.total : 1);
  }
  const counting = labelSmoothing === 0 ? classes.weights : classes.counted;
  const logProbabilities = logSoftmax(classes.masked(logits, counting));
  const losses =
    labelSmoothing === 0
      ? likelihoods(logProbabilities, classes)
      : smoothedLosses(logProbabilities, classes, labelSmoothing);
  return classes.reduce(losses, reduction);
}
