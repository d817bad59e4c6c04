import { operation } from '../autodiff/operation.js';
import { runPointwise } from '../autodiff/run-pointwise.js';
import { mul, operand } from '../equation/build.js';
import type { OperandKind, PointwiseProgram } from '../kernels/pointwise.js';
import { ShapeError } from '../tensor/errors.js';
import { checkIndices, type Indices } from '../tensor/indices.js';
import type { Scope } from '../tensor/scope.js';
import { formatShape, sameShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { type LossOptions, requireReduction } from './reduction.js';

/** The target of a position that counts nothing: behind the end of a text, say. */
export const IGNORED = -1;

/**
 * `log Σ_j exp x_j - x_target` for logits `x` over the last axis, averaged over all positions whose target is not `IGNORED`:
 * logits `[..., V]`, targets `[...]`, in nats. The gradient, `(softmax(x) - onehot) / count`, is computed in the same pass.
 *
 * The mean over no position at all is NaN.
 */
export function crossEntropy(
  logits: Tensor,
  targets: Indices,
  { reduction = 'mean' }: LossOptions = {},
): Tensor {
  requireReduction('crossEntropy', reduction);
  const columns = logits.shape.at(-1) ?? 0;
  if (logits.shape.length === 0 || !sameShape(logits.shape.slice(0, -1), targets.shape)) {
    throw new ShapeError(
      'crossEntropy',
      `the logits are ${formatShape(logits.shape)}, the targets ${formatShape(targets.shape)}; ` +
        'the targets must have the shape of the logits without its last axis.',
    );
  }
  checkIndices('crossEntropy', targets, columns, IGNORED);
  if (reduction === 'none') return positionLosses(logits, targets, columns);
  return totalLoss(logits, targets, columns, reduction === 'mean' ? 1 / counted(targets) : 1);
}

/** The number of positions that have a target. */
function counted(targets: Indices): number {
  let count = 0;
  for (const target of targets.data) if (target !== IGNORED) count++;
  return count;
}

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
function slopes(scope: Scope, logits: Tensor, targets: Indices, columns: number, losses: number): number {
  const slope = logits.tracked ? scope.allocate(logits.size) : 0;
  const placed = scope.copyIn(targets.data);
  scope.kernels.softmaxCrossEntropy(logits.address, placed, targets.data.length, columns, losses, slope);
  return slope;
}

function positionLosses(logits: Tensor, targets: Indices, columns: number): Tensor {
  return operation([logits], targets.shape, (scope, losses) => {
    const slope = slopes(scope, logits, targets, columns, losses.address);
    return () => {
      const dLoss = scope.allocate(logits.size);
      scope.kernels.spreadAxis(scope.gradientAt(losses), losses.size, columns, 1, 1, dLoss, false);
      runPointwise(scope, chainEach, 1, logits.size, { slope, dLoss, dx: scope.gradientAt(logits) });
    };
  });
}

function totalLoss(logits: Tensor, targets: Indices, columns: number, scale: number): Tensor {
  return operation([logits], [], (scope, loss) => {
    const { memory, kernels } = scope;
    const rows = targets.data.length;
    const losses = scope.allocate(rows);
    const slope = slopes(scope, logits, targets, columns, losses);
    kernels.sumAxis(losses, 1, rows, 1, loss.address, false);
    const index = memory.indexOf(loss.address);
    memory.floats[index] = scale * (memory.floats[index] as number);
    return () => {
      const dLoss = scale * (memory.floats[memory.indexOf(scope.gradientAt(loss))] as number);
      runPointwise(scope, chainAll, 1, logits.size, { slope, dLoss, dx: scope.gradientAt(logits) });
    };
  });
}
