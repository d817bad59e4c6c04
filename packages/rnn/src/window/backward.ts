import type { Tensor } from '@tbptt/core';
import { type Address, copyRows, Matrix, sumAxisKernels } from '@tbptt/core/operation';
import type { Buffers } from './buffers.js';
import { columnsOf, recurrentColumns } from './forward.js';
import type { LaneRows } from './lane-rows.js';

/**
 * The recurrent part of a window, backward: turns the gates' columns into their gradients and adds to the gradients of the recurrent weights, the
 * projection, the unit weights, the recurrent biases of split gates and the initial states.
 */
export function backward(buffers: Buffers, initial: readonly Tensor[], lanes?: LaneRows): void {
  if (buffers.sizes.T > 0) {
    throughTime(buffers, initial[0] !== undefined && buffers.scope.isTracked(initial[0]), lanes);
    weightGradients(buffers);
  }
  initialGradients(buffers, initial);
}

function throughTime(buffers: Buffers, intoInitial: boolean, lanes?: LaneRows): void {
  const { scope, sizes, plan, weights } = buffers;
  const { kernels } = scope;
  const { T, B, H, O, G, P } = sizes;
  const [sumColumns, splitColumns] = recurrentColumns(buffers);
  const sumWeights = sumColumns && kernels.prepare(sumColumns.transposed, B);
  const splitWeights = splitColumns && kernels.prepare(splitColumns.transposed, B);
  const projection =
    weights.weightHr && kernels.prepare(new Matrix(scope.at(weights.weightHr), H, O).transposed, B);

  const kernel = kernels.pointwise(plan.kernels.backward);
  const block = buffers.argumentsOf(plan.kernels.backward).address;
  const dSums = buffers.sumsAt(T - 1);
  const dSplits = buffers.splitsAt(T - 1);
  const dh = new Matrix(buffers.rowOf(buffers.dh, O, T), B, O);
  const dhBefore = new Matrix(buffers.rowOf(buffers.dh, O, T - 1), B, O);
  const dUnprojected = new Matrix(buffers.dUnprojected, B, H);
  const stateBytes = buffers.bytes(B * O);
  const gateBytes = buffers.bytes(B * G * H);
  const splitBytes = buffers.bytes(B * P * H);
  for (let t = T - 1; t >= 0; t--) {
    lanes?.setAside(t);
    if (projection !== undefined) kernels.multiply(dh, projection, dUnprojected, false);
    kernel.run(B, H, block, t);
    if (t > 0 || intoInitial) {
      if (sumWeights !== undefined) kernels.multiply(dSums, sumWeights, dhBefore, true);
      if (splitWeights !== undefined) kernels.multiply(dSplits, splitWeights, dhBefore, true);
    }
    lanes?.bringBack(t);
    dSums.address -= gateBytes;
    dSplits.address -= splitBytes;
    dh.address -= stateBytes;
    dhBefore.address -= stateBytes;
  }
}

/** The gradients of the weights over all steps at once: `dU += hᵀ d`, h from before each step, and `dWₕᵣ += mᵀ dh`, m from before the projection. */
function weightGradients(buffers: Buffers): void {
  const { scope, sizes, weights } = buffers;
  const { kernels } = scope;
  const { T, B, H, O, G, S, P } = sizes;
  const { weightHh, weightHr, biasHh } = weights;
  const rows = T * B;
  if (weightHh !== undefined && scope.isTracked(weightHh)) {
    const h = new Matrix(buffers.entering[0] as Address, rows, O).transposed;
    const [sumGradient, splitGradient] = columnsOf(buffers, scope.gradientAt(weightHh));
    if (sumGradient !== undefined) {
      kernels.multiply(h, new Matrix(buffers.gates, rows, S * H, G * H), sumGradient, true);
    }
    if (splitGradient !== undefined) {
      kernels.multiply(h, new Matrix(buffers.recurrent, rows, P * H), splitGradient, true);
    }
  }
  if (weightHr !== undefined && scope.isTracked(weightHr)) {
    const m = new Matrix(buffers.unprojected, rows, H).transposed;
    const dh = new Matrix(buffers.rowOf(buffers.dh, O, 1), rows, O);
    kernels.multiply(m, dh, new Matrix(scope.gradientAt(weightHr), H, O), true);
  }
  if (P > 0 && biasHh !== undefined && scope.isTracked(biasHh)) {
    const bias = scope.gradientAt(biasHh) + buffers.bytes(S * H);
    kernels.of(sumAxisKernels).sumAxis(buffers.recurrent, 1, rows, P * H, bias, true);
  }
  buffers.dUnits.forEach((sums, index) => {
    const unit = buffers.unit(index);
    if (scope.isTracked(unit)) kernels.of(sumAxisKernels).addSums(sums, H, scope.gradientAt(unit));
  });
}

function initialGradients(buffers: Buffers, initial: readonly Tensor[]): void {
  const { scope, carries, dh, cell } = buffers;
  initial.forEach((tensor, index) => {
    if (!scope.isTracked(tensor)) return;
    const x = cell.states[index] === 'h' ? dh : (carries[index] as Address);
    copyRows(scope, 'accumulate', 1, tensor.size, x, tensor.size, scope.gradientAt(tensor), tensor.size);
  });
}
