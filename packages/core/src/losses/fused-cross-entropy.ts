import { operation } from '../autodiff/operation.js';
import { runPointwise } from '../autodiff/run-pointwise.js';
import type { Scope } from '../autodiff/scope.js';
import { mul, operand } from '../equation/build.js';
import { softmaxCrossEntropyKernels } from '../kernels/families/softmax-cross-entropy.js';
import { spreadAxisKernels } from '../kernels/families/spread-axis.js';
import { sumAxisKernels } from '../kernels/families/sum-axis.js';
import type { OperandKind, PointwiseProgram } from '../kernels/pointwise.js';
import type { Shape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/** `dx += slope * dLoss`, where `dLoss` is given for every element, or once for all. */
function chainProgram(kind: OperandKind): PointwiseProgram {
  return {
    name: `gradient of crossEntropy (${kind})`,
    inputs: [
      { name: 'slope', kind: 'full' },
      { name: 'dLoss', kind },
    ],
    outputs: [
      { name: 'dx', kind: 'full', mode: 'accumulate', value: mul(operand('slope'), operand('dLoss')) },
    ],
  };
}

const chainEach = chainProgram('full');
const chainAll = chainProgram('uniform');

/** Writes the loss of every position to `losses`; returns where the gradients lie, if they are wanted. */
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
 * `log Σ_j exp x_j - x_target` for each row of logits, 0 where the target is negative, with the gradient computed in the same pass.
 * logits: [..., V]; targets: as many as rows; the result: `shape`.
 */
export function rowLosses(logits: Tensor, targets: Int32Array, shape: Shape): Tensor {
  return operation([logits], shape, (scope, losses) => {
    const slope = slopes(scope, logits, targets, scope.at(losses));
    return () => {
      const dLoss = scope.allocate(logits.size);
      const columns = logits.shape.at(-1) ?? 0;
      scope.kernels
        .of(spreadAxisKernels)
        .spreadAxis(scope.gradientAt(losses), losses.size, columns, 1, 1, dLoss, false);
      runPointwise(scope, chainEach, 1, logits.size, { slope, dLoss, dx: scope.gradientAt(logits) });
    };
  });
}

/** The sum of `rowLosses`, times `scale`. */
export function totalLoss(logits: Tensor, targets: Int32Array, scale: number): Tensor {
  return operation([logits], [], (scope, loss) => {
    const { memory, kernels } = scope;
    const losses = scope.allocate(targets.length);
    const slope = slopes(scope, logits, targets, losses);
    kernels.of(sumAxisKernels).sumAxis(losses, 1, targets.length, 1, scope.at(loss), false);
    const index = memory.indexOf(scope.at(loss));
    memory.floats[index] = scale * (memory.floats[index] as number);
    return () => {
      const dLoss = scale * (memory.floats[memory.indexOf(scope.gradientAt(loss))] as number);
      runPointwise(scope, chainAll, 1, logits.size, { slope, dLoss, dx: scope.gradientAt(logits) });
    };
  });
}
