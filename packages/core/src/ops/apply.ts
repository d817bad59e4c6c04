import { requireNumber } from '../arguments.js';
import { operations } from '../autodiff/operation.js';
import { runPlanned } from '../autodiff/run-pointwise.js';
import type { Scope } from '../autodiff/scope.js';
import type { Equation } from '../equation/equation.js';
import type { GradientUse } from '../equation/plan.js';
import { allocateSums, sumAxisKernels } from '../kernels/rows/sum-axis.js';
import { requireTensor } from '../tensor/require-tensor.js';
import type { Tensor } from '../tensor/tensor.js';
import { layOut } from './lay-out.js';

/**
 * Applies an equation to tensors, element by element, as one recorded operation with a generated
 * kernel. Operands broadcast. Single numbers, and tensors whose shape is the tail or the head of
 * the result's, are read in place. Others are spread out first.
 *
 * @throws ArgumentError if an operand is not a tensor, or a uniform not a number.
 * @throws ShapeError if the shapes do not broadcast.
 */
export function applyEquation<A extends string, U extends string, R extends string>(
  equation: Equation<A, U, R>,
  tensors: Readonly<Record<A, Tensor>>,
  uniforms: Readonly<Record<U, number>>,
): Readonly<Record<R, Tensor>> {
  const { resultNames } = equation;
  const given: Tensor[] = [];
  for (const name of equation.arrays) {
    const operand = tensors[name];
    requireTensor(equation.name, name, operand);
    given.push(operand);
  }
  for (const name of equation.uniforms) requireNumber(equation.name, name, uniforms[name]);
  const { operands, shape, kinds, rows, n } = layOut(equation.name, given);
  const outputs = operations(
    operands,
    resultNames.map(() => shape),
    (scope, results) => {
      const gradients = operands.map((operand, index) => gradientUse(scope, operands, operand, index));
      const plan = equation.planOf(kinds, gradients);
      const values: number[] = [];
      for (const operand of operands) values.push(scope.at(operand));
      for (const name of equation.uniforms) values.push(uniforms[name]);
      for (const result of results) values.push(scope.at(result));
      for (let i = 0; i < plan.saved.length; i++) values.push(scope.allocate(rows * n));
      runPlanned(scope, plan.forward, rows, n, values);
      if (plan.backward.outputs.length === 0) return nothing;
      return () => {
        for (const result of results) values.push(scope.gradientAt(result));
        // Gradients of rows and columns are sums in double precision, added when they are complete.
        const sums: { readonly operand: Tensor; readonly address: number }[] = [];
        operands.forEach((operand, i) => {
          const own = gradients[i] === 'accumulate';
          if (!own || kinds[i] === 'full') return values.push(own ? scope.gradientAt(operand) : 0);
          const address = allocateSums(scope.memory, operand.size);
          sums.push({ operand, address });
          return values.push(address);
        });
        runPlanned(scope, plan.backward, rows, n, values);
        const { addSums } = scope.kernels.of(sumAxisKernels);
        for (const { operand, address } of sums) addSums(address, operand.size, scope.gradientAt(operand));
      };
    },
  );
  const named: Partial<Record<R, Tensor>> = {};
  for (let i = 0; i < outputs.length; i++) named[resultNames[i] as R] = outputs[i] as Tensor;
  return named as Record<R, Tensor>;
}

const nothing = (): void => {};

/**
 * Returns what is done with the gradient of an operand. The gradient of a tensor that is several
 * operands is added once, as a sum, so that parts that cancel, as in `x / x`, leave nothing.
 */
function gradientUse(scope: Scope, operands: readonly Tensor[], operand: Tensor, index: number): GradientUse {
  if (!scope.isTracked(operand)) return 'none';
  const first = operands.indexOf(operand);
  return first === index ? 'accumulate' : first;
}
