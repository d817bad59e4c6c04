import { add, broadcastTo, concat, multiply, Parameter, reshape, type Tensor, tensor } from '@tbptt/core';
import { COUNT, requireRange } from '@tbptt/core/operation';
import { requireRecurrent } from '../arguments.js';
import { requireSequence } from '../cells/check.js';
import { stepByWindow } from '../cells/single-step.js';
import { laneEvents } from '../lanes/lane-events.js';
import { timeSlice } from '../lanes/time-slice.js';
import type {
  LaneOptions,
  Recurrent,
  Sequence,
  State,
  StepOptions,
  Stepped,
  UnrollableLayer,
  Unrolled,
} from '../recurrent.js';
import { mapStates } from './map-states.js';

/**
 * A layer, or a whole model, whose initial state is learned: a parameter [H] for each of its
 * states, the same for all lanes, in place of zeros. The parameters start from the layer's own
 * initial state. A lane that is reset within a window continues from the learned state too.
 *
 * Gradients reach the parameters in steps in which `initialState` is called. `truncatedBPTT` calls
 * it in every window that reaches back to the start of the stream.
 */
export class LearnedState<S extends State = State> implements Recurrent<S> {
  /** [H] for each state, in the form of the layer's state. */
  readonly initial: S;

  /** @throws ArgumentError if `layer` is not a recurrent layer or model */
  constructor(readonly layer: UnrollableLayer<S>) {
    requireRecurrent('LearnedState', layer, 'the layer');
    this.initial = mapStates(
      layer.initialState(1),
      (tensor) => new Parameter(reshape(tensor, tensor.shape.slice(1))),
    );
  }

  get outputSize(): number {
    return this.layer.outputSize;
  }

  /** Returns the learned state, repeated for each lane. */
  initialState(lanes: number): S {
    requireRange('LearnedState', 'lanes', lanes, COUNT);
    return mapStates(this.initial, (parameter) => broadcastTo(parameter, [lanes, ...parameter.shape]));
  }

  /** Runs a window. Without a state it begins with the learned state. */
  unroll(inputs: Sequence, state?: S, lanes: LaneOptions = {}): Unrolled<S> {
    const { steps: T, lanes: B } = requireSequence('LearnedState', inputs);
    const entering = state === undefined ? this.initialState(B) : state;
    const reset = laneEvents('LearnedState', lanes, T, B)?.reset ?? [];
    const { lengths } = lanes;
    const cuts = reset.flatMap((events, t) => (events.length > 0 ? [t] : []));
    if (cuts.length === 0) return this.layer.unroll(inputs, entering, lengths && { lengths });
    const outputs: Tensor[] = [];
    let current = entering;
    const read = (first: number, last: number): void => {
      if (first === last) return;
      const rest = lengths && Array.from(lengths, (length) => clamp(length - first, 0, last - first));
      const unrolled = this.layer.unroll(timeSlice(inputs, first, last), current, rest && { lengths: rest });
      outputs.push(unrolled.outputs);
      current = unrolled.state;
    };
    read(0, cuts[0] as number);
    cuts.forEach((cut, index) => {
      const anew = (reset[cut] ?? []).filter((lane) => cut < (lengths?.[lane] ?? T));
      current = this.#startAnew(current, anew, B);
      read(cut, cuts[index + 1] ?? T);
    });
    return { outputs: concat(outputs, 0), state: current };
  }

  step(input: Sequence, state: S, lanes?: StepOptions): Stepped<S> {
    return stepByWindow(this, input, state, lanes);
  }

  /** Returns the state with the learned one in some lanes. */
  #startAnew(state: S, lanes: readonly number[], B: number): S {
    const anew = Float32Array.from({ length: B }, (_, lane) => (lanes.includes(lane) ? 1 : 0));
    const old = anew.map((one) => 1 - one);
    const place = (x: Tensor, mask: Float32Array) =>
      multiply(x, tensor([B, ...x.shape.slice(1).map(() => 1)], mask));
    return mapStates(
      state,
      (before, learned) => add(place(before, old), place(learned, anew)),
      this.initialState(B),
    );
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
