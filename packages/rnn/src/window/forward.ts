import type { Tensor } from '@tbptt/core';
import { type Address, Matrix, spreadAxisKernels } from '@tbptt/core/operation';
import type { Buffers } from './buffers.js';
import type { LaneRows } from './lane-rows.js';

/** The recurrent part of a window, forward: the gates' columns hold the input products; fills the states. */
export function forward(buffers: Buffers, initial: readonly Tensor[], lanes?: LaneRows): void {
  const { scope, sizes, states, entering, plan, weights } = buffers;
  const { kernels, memory } = scope;
  const { T, B, H, O, G, P } = sizes;
  initial.forEach((tensor, index) => {
    memory.move(scope.at(tensor), states[index] as number, tensor.size);
  });
  if (T === 0) return;

  const [sumColumns, splitColumns] = recurrentColumns(buffers);
  const sumWeights = sumColumns && kernels.prepare(sumColumns, B);
  const splitWeights = splitColumns && kernels.prepare(splitColumns, B);
  const projection = weights.weightHr && kernels.prepare(new Matrix(scope.at(weights.weightHr), H, O), B);
  const splitBias = spreadSplitBias(buffers);

  const kernel = kernels.pointwise(plan.kernels.forward);
  const block = buffers.argumentsOf(plan.kernels.forward).address;
  const h = new Matrix(entering[0] as Address, B, O);
  const next = new Matrix(buffers.rowOf(states[0] as Address, O, 1), B, O);
  const sums = buffers.sumsAt(0);
  const splits = buffers.splitsAt(0);
  const unprojected = new Matrix(buffers.unprojected, B, H);
  const stateBytes = buffers.bytes(B * O);
  const gateBytes = buffers.bytes(B * G * H);
  const splitBytes = buffers.bytes(B * P * H);
  const hiddenBytes = buffers.bytes(B * H);
  for (let t = 0; t < T; t++) {
    lanes?.enter(t);
    if (sumWeights !== undefined) kernels.multiply(h, sumWeights, sums, true);
    if (splitWeights !== undefined) kernels.multiply(h, splitWeights, splits, splitBias);
    kernel.run(B, H, block, t);
    if (projection !== undefined) kernels.multiply(unprojected, projection, next, false);
    lanes?.hold(t);
    h.address += stateBytes;
    next.address += stateBytes;
    sums.address += gateBytes;
    splits.address += splitBytes;
    unprojected.address += hiddenBytes;
  }
}

/** The columns of the recurrent weights that belong to the sum gates, [O, S H], and to the split gates, [O, P H]; undefined if there are none. */
export function recurrentColumns(buffers: Buffers): readonly (Matrix | undefined)[] {
  const { scope, weights } = buffers;
  if (weights.weightHh === undefined) return [undefined, undefined];
  return columnsOf(buffers, scope.at(weights.weightHh));
}

/** The columns of the sum gates and of the split gates in an array laid out as the recurrent weights, such as their gradient. */
export function columnsOf(buffers: Buffers, address: Address): readonly (Matrix | undefined)[] {
  const { H, O, S, P, R } = buffers.sizes;
  return [
    S === 0 ? undefined : new Matrix(address, O, S * H, R * H),
    P === 0 ? undefined : new Matrix(address + buffers.bytes(S * H), O, P * H, R * H),
  ];
}

/** Fills the recurrent products of split gates with their biases, if there are any. */
function spreadSplitBias(buffers: Buffers): boolean {
  const { scope, sizes, weights, recurrent } = buffers;
  const { T, B, H, S, P } = sizes;
  if (weights.biasHh === undefined || P === 0) return false;
  const bias = scope.at(weights.biasHh) + buffers.bytes(S * H);
  scope.kernels.of(spreadAxisKernels).spreadAxis(bias, 1, T * B, P * H, 1, recurrent, false);
  return true;
}
