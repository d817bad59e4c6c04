/**
 * A window of T steps of a cell as one recorded operation.
 *
 * Forward: one product for all inputs (a row gather where they are symbols), then at each step one
 * recurrent product and one fused kernel. Backward is the mirror image: at each step one kernel and
 * one product with the transposed recurrent weights, and at the end one product over all T B rows
 * for each weight gradient. Nothing is allocated within the loops over time.
 *
 * Memory in numbers: G T B H for the gates, (T + 1) B H for each state, T B H for each saved value
 * that finds no free gate column, (T + 1) B O for the gradient of h, and T B H for h before it is
 * projected, where it is.
 */
import { Tensor } from '@tbptt/core';
import { checkIndices, operations } from '@tbptt/core/operation';
import type { Cell } from '../cells/declaration.js';
import type { LaneEvents } from '../lanes/lane-events.js';
import type { Sequence } from '../recurrent.js';
import { backward } from './backward.js';
import { Buffers, sizesOf } from './buffers.js';
import { forward } from './forward.js';
import { inputProducts } from './input-products.js';
import { LaneRows } from './lane-rows.js';
import { planOf } from './plan.js';
import type { Weights } from './weights.js';

/**
 * Runs a window, with what happens to single lanes in it; gives the outputs [T, B, O] and then each
 * state after the last step, [B, H] ([B, O] for h).
 */
export function window(
  cell: Cell,
  weights: Weights,
  inputs: Sequence,
  initial: readonly Tensor[],
  events?: LaneEvents,
): readonly Tensor[] {
  const [T = 0, B = 0] = inputs.shape;
  const sizes = sizesOf(cell, weights, T, B);
  const { D, O } = sizes;
  if (!(inputs instanceof Tensor)) checkIndices(cell.name, inputs, D);

  const { weightIh, weightHh, biasIh, biasHh, weightHr, units } = weights;
  const optional = [weightHh, biasIh, biasHh, weightHr].filter((weight) => weight !== undefined);
  const operands: Tensor[] = [weightIh, ...optional, ...Object.values(units), ...initial];
  if (inputs instanceof Tensor) operands.push(inputs);
  const shapes = [[T, B, O], ...initial.map(({ shape }) => shape)];

  return operations(
    operands,
    shapes,
    (scope, [outputs, ...finals]) => {
      const differentiated = scope.isTracked(outputs as Tensor);
      const plan = planOf(cell, differentiated);
      const anyReset = events?.anyReset ?? false;
      const buffers = new Buffers(scope, cell, weights, plan, sizes, differentiated, anyReset);
      const lanes = events && new LaneRows(buffers, events);
      const dOutputs = differentiated ? buffers.rowOf(buffers.dh, O, 1) : 0;
      scope.place(outputs as Tensor, buffers.rowOf(buffers.states[0] as number, O, 1), dOutputs);
      cell.states.forEach((name, index) => {
        const last = buffers.rowOf(buffers.states[index] as number, buffers.widthOf(name), T);
        scope.place(finals[index] as Tensor, last, buffers.carries[index]);
      });
      const products = inputProducts(scope, sizes, weights, inputs);
      products.forward(buffers);
      forward(buffers, initial, lanes);
      return () => {
        backward(scope, buffers, initial, lanes);
        products.backward(buffers);
      };
    },
    true,
  );
}
