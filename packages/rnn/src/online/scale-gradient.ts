import type { Tensor } from '@tbptt/core';
import { mul, operand } from '@tbptt/core/equation';
import { operation, type PointwiseProgram, runPointwise } from '@tbptt/core/operation';

const program: PointwiseProgram = {
  name: 'scale a gradient',
  inputs: [
    { name: 'd:y', kind: 'full' },
    { name: 'factor', kind: 'uniform' },
  ],
  outputs: [{ name: 'd:x', kind: 'full', mode: 'accumulate', value: mul(operand('d:y'), operand('factor')) }],
};

/** Returns `x`, whose gradient is multiplied by `factor` on its way back. */
export function scaleGradient(x: Tensor, factor: number): Tensor {
  return operation([x], x.shape, (scope, y) => {
    scope.memory.move(scope.at(x), scope.at(y), x.size);
    return () => {
      if (!scope.isTracked(x)) return;
      runPointwise(scope, program, 1, x.size, [scope.gradientAt(y), factor, scope.gradientAt(x)]);
    };
  });
}
