import { concat, indices, type Tensor } from '@tbptt/core';
import { timeSlice } from '../lanes/time-slice.js';
import type { LaneOptions, Sequence, State, Unrollable, Unrolled } from '../recurrent.js';
import { mapStates } from '../states/map-states.js';
import { scaleGradient } from './scale-gradient.js';

/**
 * A model that runs a window in segments of `segment` steps. Between two of them the gradient of
 * the state is multiplied by `factor(n)`, n the number of the segments before.
 */
export class Compensated<S extends State> implements Unrollable<S> {
  constructor(
    readonly model: Unrollable<S>,
    readonly segment: number,
    readonly factor: (segments: number) => number,
  ) {}

  get causal(): boolean | undefined {
    return this.model.causal;
  }

  initialState(lanes: number): S {
    return this.model.initialState(lanes);
  }

  unroll(inputs: Sequence, state?: S, lanes: LaneOptions = {}): Unrolled<S> {
    const [T = 0, B = 0] = inputs.shape;
    const { segment } = this;
    if (T <= segment) return this.model.unroll(inputs, state, lanes);
    let current = state ?? this.initialState(B);
    const outputs: Tensor[] = [];
    for (let first = 0; first < T; first += segment) {
      const last = Math.min(first + segment, T);
      const factor = first === 0 ? 1 : this.factor(first / segment);
      const entering = first === 0 ? current : mapStates(current, (tensor) => scaleGradient(tensor, factor));
      const part = lanesOf(lanes, first, last);
      const unrolled = this.model.unroll(timeSlice(inputs, first, last), entering, part);
      outputs.push(unrolled.outputs);
      current = unrolled.state;
    }
    return { outputs: concat(outputs, 0), state: current };
  }
}

/** Returns the lane options of the steps `first <= t < last`. */
function lanesOf({ lengths, resets }: LaneOptions, first: number, last: number): LaneOptions {
  const part: { lengths?: readonly number[]; resets?: ReturnType<typeof indices> } = {};
  if (lengths !== undefined) {
    part.lengths = Array.from(lengths, (length) => Math.min(Math.max(length - first, 0), last - first));
  }
  if (resets !== undefined) {
    const [, B = 0] = resets.shape;
    part.resets = indices([last - first, B], resets.data.subarray(first * B, last * B));
  }
  return part;
}
