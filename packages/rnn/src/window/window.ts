/**
 * A window of T steps of a cell as one recorded operation.
 *
 * Forward: one product for all inputs (a row gather where they are symbols), then at each step one recurrent product and one fused
 * kernel. Backward is the mirror image: at each step one kernel and one product with the transposed recurrent weights, and at the end
 * one product over all T B rows for each weight gradient. Nothing is allocated within the loops over time.
 *
 * Memory in numbers: G T B H for the gates, (T + 1) B H for each state, T B H for each saved value that finds no free gate column, and
 * (T + 1) B H for the gradient of h.
 */
import { type Parameter, Tensor } from '@tbptt/core';
import { checkIndices, operations } from '@tbptt/core/operation';
import type { Cell } from '../cells/declaration.js';
import type { Sequence } from '../recurrent.js';
import { backward } from './backward.js';
import { Buffers } from './buffers.js';
import { forward } from './forward.js';
import { inputProducts } from './input-products.js';
import { planOf } from './plan.js';

/** The weights of a layer: `weightIh` [D, G H], `weightHh` [H, G H], biases [G H]. */
export interface Weights {
  readonly weightIh: Parameter;
  readonly weightHh: Parameter;
  readonly biasIh: Parameter | undefined;
  readonly biasHh: Parameter | undefined;
}

/** Runs a window; gives the outputs [T, B, H] and then each state after the last step, [B, H]. */
export function window(
  cell: Cell,
  weights: Weights,
  inputs: Sequence,
  initial: readonly Tensor[],
): readonly Tensor[] {
  const [T = 0, B = 0] = inputs.shape;
  const [D = 0] = weights.weightIh.shape;
  const [H = 0] = weights.weightHh.shape;
  const S = cell.sumGates.length;
  const P = cell.splitGates.length;
  const sizes = { T, B, D, H, G: S + P, S, P };
  if (!(inputs instanceof Tensor)) checkIndices(cell.name, inputs, D);

  const { weightIh, weightHh, biasIh, biasHh } = weights;
  const operands: Tensor[] = [weightIh, weightHh, ...initial];
  if (biasIh !== undefined && biasHh !== undefined) operands.push(biasIh, biasHh);
  if (inputs instanceof Tensor) operands.push(inputs);
  const shapes = [[T, B, H], ...initial.map(() => [B, H])];

  return operations(
    operands,
    shapes,
    (scope, [outputs, ...finals]) => {
      const differentiated = scope.isTracked(outputs as Tensor);
      const buffers = new Buffers(scope, cell, planOf(cell, differentiated), sizes, differentiated);
      scope.place(
        outputs as Tensor,
        buffers.rowOfState(buffers.states[0] as number, 1),
        differentiated ? buffers.rowOfState(buffers.dh, 1) : 0,
      );
      finals.forEach((final, index) => {
        const last = buffers.rowOfState(buffers.states[index] as number, T);
        scope.place(final, last, buffers.carries[index]);
      });
      const products = inputProducts(scope, sizes, weights, inputs);
      products.forward(buffers);
      forward(buffers, weights, initial);
      return () => {
        backward(buffers, weights, initial);
        products.backward(buffers);
      };
    },
    true,
  );
}
