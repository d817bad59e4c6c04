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
  const outputs = applyInOrder(
    equation,
    equation.arrays.map((name) => tensors[name]),
    equation.uniforms.map((name) => uniforms[name]),
  );
  const named: Partial<Record<R, Tensor>> = {};
  for (let i = 0; i < outputs.length; i++) named[resultNames[i] as R] = outputs[i] as Tensor;
  return named as Record<R, Tensor>;
}

/**
 * Does what `applyEquation` does, by position: operands and uniforms are in the order of their
 * declaration, and results too. Small steps would spend much of their time on names.
 */
export function applyInOrder(
  equation: Equation,
  given: readonly Tensor[],
  uniforms: readonly number[] = NO_UNIFORMS,
): readonly Tensor[] {
  const { arrays, resultNames } = equation;
  for (let i = 0; i < arrays.length; i++) requireTensor(equation.name, arrays[i] as string, given[i]);
  for (let i = 0; i < equation.uniforms.length; i++) {
    requireNumber(equation.name, equation.uniforms[i] as string, uniforms[i]);
  }
  const { operands, shape, kinds, rows, n } = layOut(equation.name, given);
  return operations(
    operands,
    resultNames.length === 1 ? [shape] : resultNames.map(() => shape),
    (scope, results) => {
      const gradients: GradientUse[] = [];
      const values: number[] = [];
      for (let i = 0; i < operands.length; i++) {
        gradients.push(gradientUse(scope, operands, i));
        values.push(scope.at(operands[i] as Tensor));
      }
      const plan = equation.planOf(kinds, gradients);
      for (let i = 0; i < uniforms.length; i++) values.push(uniforms[i] as number);
      for (let i = 0; i < results.length; i++) values.push(scope.at(results[i] as Tensor));
      for (let i = 0; i < plan.saved.length; i++) values.push(scope.allocate(rows * n));
      runPlanned(scope, plan.forward, rows, n, values);
      if (plan.backward.outputs.length === 0) return nothing;
      return () => {
        for (let i = 0; i < results.length; i++) values.push(scope.gradientAt(results[i] as Tensor));
        // Gradients of rows and columns are sums in double precision, added when they are complete.
        let sums: { readonly operand: Tensor; readonly address: number }[] | undefined;
        for (let i = 0; i < operands.length; i++) {
          const operand = operands[i] as Tensor;
          if (gradients[i] !== 'accumulate') values.push(0);
          else if (kinds[i] === 'full') values.push(scope.gradientAt(operand));
          else {
            const address = allocateSums(scope.memory, operand.size);
            sums ??= [];
            sums.push({ operand, address });
            values.push(address);
          }
        }
        runPlanned(scope, plan.backward, rows, n, values);
        if (sums === undefined) return;
        const { addSums } = scope.kernels.of(sumAxisKernels);
        for (const { operand, address } of sums) addSums(address, operand.size, scope.gradientAt(operand));
      };
    },
  );
}

const NO_UNIFORMS: readonly number[] = [];
const nothing = (): void => {};

/**
 * Returns the use of the gradient of an operand. The gradient of a tensor that is several operands
 * is added once, as a sum, so that parts that cancel, as in `x / x`, leave nothing.
 */
function gradientUse(scope: Scope, operands: readonly Tensor[], index: number): GradientUse {
  const operand = operands[index] as Tensor;
  if (!scope.isTracked(operand)) return 'none';
  const first = operands.indexOf(operand);
  return first === index ? 'accumulate' : first;
}
