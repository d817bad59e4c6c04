import { operations } from '../autodiff/operation.js';
import { runPositional } from '../autodiff/run-positional.js';
import type { Scope } from '../autodiff/scope.js';
import type { Equation } from '../equation/equation.js';
import type { GradientUse } from '../equation/plan.js';
import type { OperandKind } from '../kernels/pointwise.js';
import { broadcastShape, type Shape, sameShape, sizeOf } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { broadcastTo } from './broadcast-to.js';

/**
 * Applies an equation to tensors, element by element, as one recorded operation with a generated kernel. Operands broadcast:
 * one whose shape is the tail of the result's is read in place as a row, others are spread out first.
 */
export function applyEquation<A extends string, U extends string, R extends string>(
  equation: Equation<A, U, R>,
  tensors: Readonly<Record<A, Tensor>>,
  uniforms: Readonly<Record<U, number>>,
): Readonly<Record<R, Tensor>> {
  const { resultNames } = equation;
  const { operands, shape, kinds, rows, n } = layOut(
    equation.name,
    equation.arrays.map((name) => tensors[name]),
  );
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
      runPositional(scope, plan.forward, rows, n, values);
      if (plan.backward.outputs.length === 0) return nothing;
      return () => {
        for (const result of results) values.push(scope.gradientAt(result));
        for (const operand of operands) values.push(scope.isTracked(operand) ? scope.gradientAt(operand) : 0);
        runPositional(scope, plan.backward, rows, n, values);
      };
    },
  );
  const named: Partial<Record<R, Tensor>> = {};
  for (let i = 0; i < outputs.length; i++) named[resultNames[i] as R] = outputs[i] as Tensor;
  return named as Record<R, Tensor>;
}

const nothing = (): void => {};

/**
 * What becomes of the gradient of an operand. That of a tensor which is several operands is added once, as a sum: parts that cancel, as in
 * `x / x`, then leave nothing.
 */
function gradientUse(scope: Scope, operands: readonly Tensor[], operand: Tensor, index: number): GradientUse {
  if (!scope.isTracked(operand)) return 'none';
  const first = operands.indexOf(operand);
  return first === index ? 'accumulate' : first;
}

interface Layout {
  /** The operands, spread out where they are neither full nor rows. */
  readonly operands: readonly Tensor[];
  /** The shape of the results: `rows` rows of `n` elements. */
  readonly shape: Shape;
  readonly rows: number;
  readonly n: number;
  /** How each operand is laid out. */
  readonly kinds: readonly OperandKind[];
}

/** Decides for each operand whether it is full, a row, or must be spread out to be full. */
function layOut(name: string, tensors: readonly Tensor[]): Layout {
  const first = tensors[0] as Tensor;
  let { shape } = first;
  if (tensors.every((tensor) => sameShape(tensor.shape, shape))) {
    return { operands: tensors, shape, rows: 1, n: first.size, kinds: tensors.map(() => 'full') };
  }
  for (const tensor of tensors) shape = broadcastShape(name, shape, tensor.shape);
  let n: number | undefined;
  const kinds: OperandKind[] = [];
  const operands = tensors.map((tensor) => {
    const isRow = isTail(tensor.shape, shape) && (n === undefined || n === tensor.size);
    kinds.push(isRow ? 'row' : 'full');
    if (!isRow) return broadcastTo(tensor, shape);
    n = tensor.size;
    return tensor;
  });
  const size = sizeOf(shape);
  const width = n ?? size;
  return { operands, shape, rows: width === 0 ? 0 : size / width, n: width, kinds };
}

/** Whether a shape, without leading ones, is the end of another but not all of it, and worth a row kernel. */
function isTail(shape: Shape, whole: Shape): boolean {
  if (sameShape(shape, whole)) return false;
  const first = shape.findIndex((length) => length !== 1);
  const tail = first < 0 ? [] : shape.slice(first);
  const start = whole.length - tail.length;
  return tail.length > 0 && tail.every((length, axis) => length === whole[start + axis]);
}
