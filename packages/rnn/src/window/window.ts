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
import { type Shape, Tensor } from '@tbptt/core';
import { checkIndices, operations } from '@tbptt/core/operation';
import type { Cell } from '../cells/declaration.js';
import type { LaneEvents } from '../lanes/lane-events.js';
import type { Sequence } from '../recurrent.js';
import { backward } from './backward.js';
import { Buffers, sizesOf } from './buffers.js';
import { forward } from './forward.js';
import { inputAddress, inputGradients, inputProducts } from './input-products.js';
import { LaneRows } from './lane-rows.js';
import { planOf } from './plan.js';
import type { Weights } from './weights.js';

/**
 * Runs a window. Returns the outputs [T, B, O], and then each state after the last step, [B, H]
 * ([B, O] for h).
 *
 * @param events the resets and the ends of single lanes
 */
export function window(
  cell: Cell,
  weights: Weights,
  inputs: Sequence,
  initial: readonly Tensor[],
  events?: LaneEvents,
): readonly Tensor[] {
  const T = inputs.shape[0] ?? 0;
  const B = inputs.shape[1] ?? 0;
  const sizes = sizesOf(cell, weights, T, B);
  const { D, O } = sizes;
  if (!(inputs instanceof Tensor)) checkIndices(cell.name, inputs, D);

  const { weightIh, weightHh, biasIh, biasHh, weightHr, units } = weights;
  const operands: Tensor[] = [weightIh, ...initial];
  if (weightHh !== undefined) operands.push(weightHh);
  if (biasIh !== undefined) operands.push(biasIh);
  if (biasHh !== undefined) operands.push(biasHh);
  if (weightHr !== undefined) operands.push(weightHr);
  for (const name of cell.units) operands.push(units[name] as Tensor);
  if (inputs instanceof Tensor) operands.push(inputs);
  const shapes: Shape[] = [[T, B, O]];
  for (const { shape } of initial) shapes.push(shape);

  return operations(
    operands,
    shapes,
    (scope, results) => {
      const outputs = results[0] as Tensor;
      const differentiated = scope.isTracked(outputs);
      const plan = planOf(cell, differentiated);
      const anyReset = events?.anyReset ?? false;
      const buffers = new Buffers(scope, cell, weights, plan, sizes, differentiated, anyReset);
      const lanes = events && new LaneRows(buffers, events);
      const dOutputs = differentiated ? buffers.rowOf(buffers.dh, O, 1) : 0;
      scope.place(outputs, buffers.rowOf(buffers.states[0] as number, O, 1), dOutputs);
      for (let i = 0; i < cell.states.length; i++) {
        const width = buffers.widthOf(cell.states[i] as string);
        const last = buffers.rowOf(buffers.states[i] as number, width, T);
        scope.place(results[i + 1] as Tensor, last, buffers.carries[i]);
      }
      const x = inputAddress(scope, inputs);
      inputProducts(scope, buffers, inputs, x);
      forward(buffers, initial, lanes);
      return () => {
        backward(scope, buffers, initial, lanes);
        inputGradients(scope, buffers, inputs, x);
      };
    },
    true,
  );
}
