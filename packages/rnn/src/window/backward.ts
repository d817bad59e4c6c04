import type { Tensor } from '@tbptt/core';
import {
  type Address,
  addProductToGradient,
  copyRows,
  Matrix,
  type Scope,
  sumAxisKernels,
} from '@tbptt/core/operation';
import type { Buffers } from './buffers.js';
import type { LaneRows } from './lane-rows.js';
import { allAtOnce, overLanes } from './over-lanes.js';
import { BackwardStep, prepareWeights, splitColumns, sumColumns, workOf } from './step.js';

/**
 * Runs the recurrent part of a window backward: turns the gates' columns into their gradients, and
 * adds to the gradients of the recurrent weights, the projection, the unit weights, the recurrent
 * biases of split gates and the initial states.
 */
export function backward(scope: Scope, buffers: Buffers, initial: readonly Tensor[], lanes?: LaneRows): void {
  if (buffers.sizes.T > 0) {
    throughTime(buffers, initial[0] !== undefined && scope.isTracked(initial[0]), lanes);
    weightGradients(scope, buffers);
  }
  initialGradients(scope, buffers, initial);
}

function throughTime(buffers: Buffers, intoInitial: boolean, lanes?: LaneRows): void {
  const { T } = buffers.sizes;
  const weights = prepareWeights(buffers, 'backward');
  // Gradients of unit weights are sums over the lanes, in the order of the lanes.
  const run = buffers.dUnits.length === 0 ? overLanes : allAtOnce;
  run(buffers, {
    even: lanes !== undefined ? 0 : intoInitial ? T : T - 1,
    work: workOf(buffers),
    share(share) {
      const step = new BackwardStep(buffers, share);
      return (index) => {
        const t = T - 1 - index;
        lanes?.setAside(t, share);
        step.run(t, weights, t > 0 || intoInitial);
        lanes?.bringBack(t, share);
      };
    },
  });
}

/**
 * The gradients of the weights over all steps at once: `dU += hᵀ d`, h from before each step, and
 * `dWₕᵣ += mᵀ dh`, m from before the projection.
 */
function weightGradients(scope: Scope, buffers: Buffers): void {
  const { sizes, weights } = buffers;
  const { kernels } = scope;
  const { T, B, H, O, G, S, P } = sizes;
  const { weightHh, weightHr, biasHh } = weights;
  const rows = T * B;
  if (weightHh !== undefined && scope.isTracked(weightHh)) {
    const h = new Matrix(buffers.entering[0] as Address, O, rows, 1, O); // transposed
    scope.addToGradient(weightHh, (address, accumulate) => {
      const sumGradient = sumColumns(buffers, address);
      const splitGradient = splitColumns(buffers, address);
      if (sumGradient !== undefined) {
        kernels.multiply(h, new Matrix(buffers.gates, rows, S * H, G * H), sumGradient, accumulate);
      }
      if (splitGradient !== undefined) {
        kernels.multiply(h, new Matrix(buffers.recurrent, rows, P * H), splitGradient, accumulate);
      }
    });
  }
  if (weightHr !== undefined && scope.isTracked(weightHr)) {
    const m = new Matrix(buffers.unprojected, rows, H).transposed;
    const dh = new Matrix(buffers.rowOf(buffers.dh, O, 1), rows, O);
    addProductToGradient(scope, weightHr, m, dh);
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

function initialGradients(scope: Scope, buffers: Buffers, initial: readonly Tensor[]): void {
  const { carries, dh, cell } = buffers;
  initial.forEach((tensor, index) => {
    if (!scope.isTracked(tensor)) return;
    const x = cell.states[index] === 'h' ? dh : (carries[index] as Address);
    copyRows(scope, 'accumulate', 1, tensor.size, x, tensor.size, scope.gradientAt(tensor), tensor.size);
  });
}
