import { operations } from '../autodiff/operation.js';
import { runPointwise } from '../autodiff/run-pointwise.js';
import { type Equation, gradientName } from '../equation/equation.js';
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
  const { arrays, resultNames, name } = equation;
  let shape: Shape = tensors[arrays[0] as A].shape;
  for (let i = 1; i < arrays.length; i++) {
    const other = tensors[arrays[i] as A].shape;
    if (!sameShape(shape, other)) shape = broadcastShape(name, shape, other);
  }
  const layout = layOut(arrays, tensors, shape);
  const inputs = arrays.map((array) => layout.operands[array]);

  const outputs = operations(
    inputs,
    resultNames.map(() => shape),
    (scope, results) => {
      const differentiate = scope.recording ? arrays.filter((array) => layout.operands[array].tracked) : [];
      const plan = equation.plan({ kinds: layout.kinds, differentiate });
      const bindings: Record<string, number> = { ...uniforms };
      for (const array of arrays) bindings[array] = layout.operands[array].address;
      resultNames.forEach((result, i) => {
        bindings[result] = (results[i] as Tensor).address;
      });
      for (const saved of plan.saved) bindings[saved] = scope.allocate(layout.rows * layout.n);
      runPointwise(scope, plan.forward, layout.rows, layout.n, bindings);
      return () => {
        resultNames.forEach((result, i) => {
          bindings[gradientName(result)] = scope.gradientAt(results[i] as Tensor);
        });
        for (const array of differentiate) {
          bindings[gradientName(array)] = scope.gradientAt(layout.operands[array]);
        }
        runPointwise(scope, plan.backward, layout.rows, layout.n, bindings);
      };
    },
  );
  return Object.fromEntries(resultNames.map((result, i) => [result, outputs[i]])) as Record<R, Tensor>;
}

interface Layout<A extends string> {
  readonly rows: number;
  readonly n: number;
  readonly kinds: Record<A, OperandKind>;
  readonly operands: Record<A, Tensor>;
}

/** Decides for each operand whether it is full, a row, or must be spread out to be full. */
function layOut<A extends string>(
  arrays: readonly A[],
  tensors: Readonly<Record<A, Tensor>>,
  shape: Shape,
): Layout<A> {
  const kinds: Partial<Record<A, OperandKind>> = {};
  const operands: Partial<Record<A, Tensor>> = {};
  const size = sizeOf(shape);
  let n: number | undefined;
  for (const array of arrays) {
    const tensor = tensors[array];
    const asRow = !sameShape(tensor.shape, shape) && isTail(tensor.shape, shape);
    if (asRow && (n === undefined || n === tensor.size)) {
      n = tensor.size;
      kinds[array] = 'row';
      operands[array] = tensor;
    } else {
      kinds[array] = 'full';
      operands[array] = broadcastTo(tensor, shape);
    }
  }
  const width = n ?? size;
  return {
    rows: width === 0 ? 0 : size / width,
    n: width,
    kinds: kinds as Record<A, OperandKind>,
    operands: operands as Record<A, Tensor>,
  };
}

/** Whether a shape, without leading ones, is the end of another, and worth a row kernel. */
function isTail(shape: Shape, whole: Shape): boolean {
  const first = shape.findIndex((length) => length !== 1);
  const tail = first < 0 ? [] : shape.slice(first);
  const start = whole.length - tail.length;
  return tail.length > 0 && tail.every((length, axis) => length === whole[start + axis]);
}
