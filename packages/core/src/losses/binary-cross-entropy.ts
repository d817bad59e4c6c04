import { operation } from '../autodiff/operation.js';
import { runPointwise } from '../autodiff/run-pointwise.js';
import { add, div, log, log1p, max, mul, neg, operand, sub } from '../equation/build.js';
import type { Expression } from '../equation/expression.js';
import type { PointwiseProgram } from '../kernels/pointwise.js';
import { requireSameShape } from '../tensor/errors.js';
import type { Tensor } from '../tensor/tensor.js';
import { type LossOptions, reduce } from './reduction.js';

/** No logarithm counts as less than this. */
const LEAST_LOG = -100;
/** No variance `p (1 - p)` counts as less than this in the gradient. */
const LEAST_VARIANCE = 1e-12;

const [p, t, dLoss] = [operand('p'), operand('t'), operand('dLoss')];
const logOfP = max(log(p), LEAST_LOG);
const logOfRest = max(log1p(neg(p)), LEAST_LOG);
const rest = sub(1, p);

function program(output: string, mode: 'assign' | 'accumulate', value: Expression): PointwiseProgram {
  const inputs = mode === 'assign' ? ['p', 't'] : ['p', 't', 'dLoss'];
  return {
    name: `binaryCrossEntropy: ${output}`,
    inputs: inputs.map((name) => ({ name, kind: 'full' })),
    outputs: [{ name: output, kind: 'full', mode, value }],
  };
}

const forward = program('loss', 'assign', neg(add(mul(t, logOfP), mul(sub(1, t), logOfRest))));
// Not the derivative of what is computed forward, which is 0 where a logarithm is limited: a certain and wrong prediction would never change.
const byProbability = program(
  'dp',
  'accumulate',
  mul(dLoss, div(sub(p, t), max(mul(p, rest), LEAST_VARIANCE))),
);
const byTarget = program('dt', 'accumulate', mul(dLoss, sub(logOfRest, logOfP)));

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
    const operands = { p: probabilities.address, t: targets.address };
    runPointwise(scope, forward, 1, size, { ...operands, loss: loss.address });
    return () => {
      const dLoss = scope.gradientAt(loss);
      if (probabilities.tracked) {
        runPointwise(scope, byProbability, 1, size, {
          ...operands,
          dLoss,
          dp: scope.gradientAt(probabilities),
        });
      }
      if (targets.tracked) {
        runPointwise(scope, byTarget, 1, size, { ...operands, dLoss, dt: scope.gradientAt(targets) });
      }
    };
  });
  return reduce('binaryCrossEntropy', losses, reduction);
}
