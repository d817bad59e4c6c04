import type { Tensor } from '@tbptt/core';
import { operand } from '@tbptt/core/equation';
import { type Address, Matrix, type PointwiseProgram, runPointwise } from '@tbptt/core/operation';
import type { Buffers } from './buffers.js';
import { TimeBlock } from './time-block.js';
import type { Weights } from './window.js';

/**
 * The recurrent part of a window, backward: turns the gates' columns into their gradients and adds to the gradients of the recurrent weights, the
 * recurrent biases of split gates and the initial states.
 */
export function backward(buffers: Buffers, weights: Weights, initial: readonly Tensor[]): void {
  const { T } = buffers.sizes;
  if (T > 0) {
    throughTime(buffers, weights, initial[0] !== undefined && buffers.scope.isTracked(initial[0]));
    weightGradients(buffers, weights);
  }
  initialGradients(buffers, initial);
}

function throughTime(buffers: Buffers, weights: Weights, intoInitial: boolean): void {
  const { scope, sizes, plan } = buffers;
  const { kernels } = scope;
  const { T, B, H, G, S, P } = sizes;
  const u = scope.at(weights.weightHh);
  const sumWeights = S === 0 ? undefined : kernels.prepare(new Matrix(u, H, S * H, G * H).transposed, B);
  const splitWeights =
    P === 0
      ? undefined
      : kernels.prepare(new Matrix(u + buffers.bytes(S * H), H, P * H, G * H).transposed, B);

  const kernel = kernels.pointwise(plan.kernels.backward);
  const block = new TimeBlock(scope, plan.kernels.backward, buffers.backwardPlacements());
  const dSums = buffers.sumsAt(T - 1);
  const dSplits = buffers.splitsAt(T - 1);
  const dhBefore = new Matrix(buffers.rowOfState(buffers.dh, T - 1), B, H);
  const stateBytes = buffers.bytes(B * H);
  const gateBytes = buffers.bytes(B * G * H);
  const splitBytes = buffers.bytes(B * P * H);
  for (let t = T - 1; t >= 0; t--) {
    kernel.run(B, H, block.address);
    block.advance();
    if (t > 0 || intoInitial) {
      if (sumWeights !== undefined) kernels.multiply(dSums, sumWeights, dhBefore, true);
      if (splitWeights !== undefined) kernels.multiply(dSplits, splitWeights, dhBefore, true);
    }
    dSums.address -= gateBytes;
    dSplits.address -= splitBytes;
    dhBefore.address -= stateBytes;
  }
}

/** `dWₕₕ += hᵀ dGates` over all steps at once, h from before each step. */
function weightGradients(buffers: Buffers, { weightHh, biasHh }: Weights): void {
  const { scope, sizes } = buffers;
  const { kernels } = scope;
  const { T, B, H, G, S, P } = sizes;
  const rows = T * B;
  if (scope.isTracked(weightHh)) {
    const h = new Matrix(buffers.states[0] as Address, rows, H).transposed;
    const du = scope.gradientAt(weightHh);
    if (S > 0) {
      const dSums = new Matrix(buffers.gates, rows, S * H, G * H);
      kernels.multiply(h, dSums, new Matrix(du, H, S * H, G * H), true);
    }
    if (P > 0) {
      const dSplits = new Matrix(buffers.recurrent, rows, P * H);
      kernels.multiply(h, dSplits, new Matrix(du + buffers.bytes(S * H), H, P * H, G * H), true);
    }
  }
  if (P > 0 && biasHh !== undefined && scope.isTracked(biasHh)) {
    const bias = scope.gradientAt(biasHh) + buffers.bytes(S * H);
    kernels.sumAxis(buffers.recurrent, 1, rows, P * H, bias, true);
  }
}

const accumulate: PointwiseProgram = {
  name: 'gradient of an initial state',
  inputs: [{ name: 'x', kind: 'full' }],
  outputs: [{ name: 'y', kind: 'full', mode: 'accumulate', value: operand('x') }],
};

function initialGradients(buffers: Buffers, initial: readonly Tensor[]): void {
  const { scope, carries, dh, cell } = buffers;
  initial.forEach((tensor, index) => {
    if (!scope.isTracked(tensor)) return;
    const x = cell.states[index] === 'h' ? dh : (carries[index] as Address);
    runPointwise(scope, accumulate, 1, tensor.size, { x, y: scope.gradientAt(tensor) });
  });
}
