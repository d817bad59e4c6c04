import { Linear, type Random, relu, Sequential, type Tensor } from '@tbptt/core';
import type {
  LaneOptions,
  LayerState,
  Recurrent,
  RecurrentLayer,
  Sequence,
  Stepped,
  Unrolled,
} from '@tbptt/rnn';

/** Options of `Reader`. */
export interface ReaderOptions {
  readonly random: Random;
  /** Units of a hidden layer of the head, with relu. Default: none, so that the head is linear. */
  readonly headUnits?: number;
}

/** The network of every experiment: one recurrent layer, and a head from its outputs to O numbers. */
export class Reader<S extends string = string> implements Recurrent<LayerState<S | 'h'>> {
  readonly head: Linear | Sequential;

  constructor(
    readonly layer: RecurrentLayer<S | 'h'>,
    readonly outputSize: number,
    { random, headUnits: units }: ReaderOptions,
  ) {
    const { outputSize: H } = layer;
    this.head =
      units === undefined
        ? new Linear(H, outputSize, { random })
        : new Sequential(new Linear(H, units, { random }), relu, new Linear(units, outputSize, { random }));
  }

  initialState(lanes: number): LayerState<S | 'h'> {
    return this.layer.initialState(lanes);
  }

  unroll(inputs: Sequence, state: LayerState<S | 'h'>, lanes?: LaneOptions): Unrolled<LayerState<S | 'h'>> {
    const { outputs, state: after } = this.layer.unroll(inputs, state, lanes);
    return { outputs: this.head.forward(outputs), state: after };
  }

  step(input: Sequence, state: LayerState<S | 'h'>): Stepped<LayerState<S | 'h'>> {
    const { output, state: after } = this.layer.step(input, state);
    return { output: this.head.forward(output), state: after };
  }

  /** What it says at every step of whole sequences, `[T, B, O]`. */
  read(inputs: Sequence, lanes?: LaneOptions): Tensor {
    return this.unroll(inputs, this.initialState(lanesOf(inputs)), lanes).outputs;
  }

  /** What it says after the last step of each sequence, `[B, O]`. */
  answer(inputs: Sequence, lanes?: LaneOptions): Tensor {
    const { state } = this.layer.unroll(inputs, this.initialState(lanesOf(inputs)), lanes);
    return this.head.forward(state.h);
  }
}

function lanesOf({ shape: [, B = 0] }: Sequence): number {
  return B;
}
