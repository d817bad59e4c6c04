import type { Tensor } from '@tbptt/core';
import { Matrix } from '@tbptt/core/operation';
import type { Buffers } from './buffers.js';
import { TimeBlock } from './time-block.js';
import type { Weights } from './window.js';

/** The recurrent part of a window, forward: the gates' columns hold the input products; fills the states. */
export function forward(buffers: Buffers, weights: Weights, initial: readonly Tensor[]): void {
  const { scope, sizes, states, plan } = buffers;
  const { kernels, memory } = scope;
  const { T, B, H, G, S, P } = sizes;
  initial.forEach((tensor, index) => {
    const from = scope.at(tensor);
    memory.bytes.copyWithin(states[index] as number, from, from + buffers.bytes(B * H));
  });
  if (T === 0) return;

  const u = scope.at(weights.weightHh);
  const sumWeights = S === 0 ? undefined : kernels.prepare(new Matrix(u, H, S * H, G * H), B);
  const splitWeights =
    P === 0 ? undefined : kernels.prepare(new Matrix(u + buffers.bytes(S * H), H, P * H, G * H), B);
  const splitBias = weights.biasHh !== undefined && P > 0;
  if (splitBias && weights.biasHh !== undefined) {
    const bias = scope.at(weights.biasHh) + buffers.bytes(S * H);
    kernels.spreadAxis(bias, 1, T * B, P * H, 1, buffers.recurrent, false);
  }

  const kernel = kernels.pointwise(plan.kernels.forward);
  const block = new TimeBlock(scope, plan.kernels.forward, buffers.forwardPlacements());
  const h = new Matrix(states[0] as number, B, H);
  const sums = buffers.sumsAt(0);
  const splits = buffers.splitsAt(0);
  const stateBytes = buffers.bytes(B * H);
  const gateBytes = buffers.bytes(B * G * H);
  const splitBytes = buffers.bytes(B * P * H);
  for (let t = 0; t < T; t++) {
    if (sumWeights !== undefined) kernels.multiply(h, sumWeights, sums, true);
    if (splitWeights !== undefined) kernels.multiply(h, splitWeights, splits, splitBias);
    kernel.run(B, H, block.address);
    block.advance();
    h.address += stateBytes;
    sums.address += gateBytes;
    splits.address += splitBytes;
  }
}
