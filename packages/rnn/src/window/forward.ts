import type { Tensor } from '@tbptt/core';
import { spreadAxisKernels } from '@tbptt/core/operation';
import type { Buffers } from './buffers.js';
import type { LaneRows } from './lane-rows.js';
import { overLanes } from './over-lanes.js';
import { ForwardStep, prepareWeights, workOf } from './step.js';

/** Runs the recurrent part of a window: from the input products in the gates' columns to the states. */
export function forward(buffers: Buffers, initial: readonly Tensor[], lanes?: LaneRows): void {
  const { place, sizes, states } = buffers;
  initial.forEach((tensor, index) => {
    place.memory.move(place.at(tensor), states[index] as number, tensor.size);
  });
  if (sizes.T === 0) return;
  const splitBias = spreadSplitBias(buffers);
  const weights = prepareWeights(buffers, 'forward');
  overLanes(buffers, {
    even: lanes === undefined ? sizes.T : 0,
    work: workOf(buffers),
    share(share) {
      const step = new ForwardStep(buffers, share);
      if (lanes === undefined) return (t) => step.run(t, weights, splitBias);
      return (t) => {
        lanes.enter(t, share);
        step.run(t, weights, splitBias);
        lanes.hold(t, share);
      };
    },
  });
}

/** Fills the recurrent products of split gates with their biases. Returns whether there are any. */
export function spreadSplitBias(buffers: Buffers): boolean {
  const { place, sizes, weights, recurrent } = buffers;
  const { T, B, H, S, P } = sizes;
  if (weights.biasHh === undefined || P === 0) return false;
  const bias = place.at(weights.biasHh) + buffers.bytes(S * H);
  place.kernels.of(spreadAxisKernels).spreadAxis(bias, 1, T * B, P * H, 1, recurrent, false);
  return true;
}
