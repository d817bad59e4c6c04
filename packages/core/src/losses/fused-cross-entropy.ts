import { operation } from '../autodiff/operation.js';
import { runPointwise } from '../autodiff/run-pointwise.js';
import type { Scope } from '../autodiff/scope.js';
import { mul, operand } from '../equation/build.js';
import type { PointwiseProgram } from '../equation/program.js';
import { softmaxCrossEntropyKernels } from '../kernels/rows/softmax-cross-entropy.js';
import { spreadAxisKernels } from '../kernels/rows/spread-axis.js';
import { sumAxisKernels } from '../kernels/rows/sum-axis.js';
import type { Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Computes `dx += slope * dLoss * scale`, with `dLoss` for each row or, if there is one row, for
 * all elements.
 */
const chain: PointwiseProgram = {
  name: 'gradient of crossEntropy',
  inputs: [
    { name: 'slope', kind: 'full' },
    { name: 'dLoss', kind: 'column' },
    { name: 'scale', kind: 'uniform' },
  ],
  outputs: [
    {
      name: 'dx',
      kind: 'full',
      mode: 'accumulate',
      value: mul(operand('slope'), mul(operand('dLoss'), operand('scale'))),
    },
  ],
};

/**
 * Writes the loss of every position to `losses`. Returns the address of their gradients, or 0 if
 * none is requested.
 */
function slopes(scope: Scope, logits: Tensor, targets: Int32Array, losses: number): number {
  const slope = scope.isTracked(logits) ? scope.allocate(logits.size) : 0;
  const columns = logits.shape.at(-1) ?? 0;
  const kernels = scope.kernels.of(softmaxCrossEntropyKernels);
  const ids = scope.copyIn(targets);
  if (scope.isTracked(logits))
    kernels.lossesAndGradient(scope.at(logits), ids, targets.length, columns, losses, slope);
  else kernels.losses(scope.at(logits), ids, targets.length, columns, losses);
  return slope;
}

/**
 * Returns, in `shape`, `log Σ_j exp x_j - x_target` for each row of logits (`[..., V]`), or 0 if
 * its target is negative. There is a target for each row. The gradient is computed in the same
 * pass.
 */
export function rowLosses(logits: Tensor, targets: Int32Array, shape: Shape): Tensor {
  return operation([logits], shape, (scope, losses) => {
    const slope = slopes(scope, logits, targets, scope.at(losses));
    return () => {
      const columns = logits.shape.at(-1) ?? 0;
      const dx = scope.gradientAt(logits);
      runPointwise(scope, chain, losses.size, columns, [slope, scope.gradientAt(losses), 1, dx]);
    };
  });
}

/** Returns the sum of `rowLosses` times `scale`. */
export function totalLoss(logits: Tensor, targets: Int32Array, scale: number): Tensor {
  return operation([logits], [], (scope, loss) => {
    const { kernels } = scope;
    const losses = scope.allocate(targets.length);
    const slope = slopes(scope, logits, targets, losses);
    kernels.of(sumAxisKernels).sumAxis(losses, 1, targets.length, 1, scope.at(loss), false);
    kernels.of(spreadAxisKernels).spreadAxis(scope.at(loss), 1, 1, 1, scale, scope.at(loss), false);
    return () => {
      const dx = scope.gradientAt(logits);
      runPointwise(scope, chain, 1, logits.size, [slope, scope.gradientAt(loss), scale, dx]);
    };
  });
}
