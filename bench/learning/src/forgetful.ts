import type { LaneOptions, Recurrent, Sequence, State, Stepped, Unrolled } from '@tbptt/rnn';

/**
 * A model that begins every window anew: it throws away the state it is given, which is what
 * training without carried state means.
 */
export class Forgetful<S extends State> implements Recurrent<S> {
  constructor(readonly model: Recurrent<S>) {}

  get outputSize(): number {
    return this.model.outputSize;
  }

  initialState(lanes: number): S {
    return this.model.initialState(lanes);
  }

  unroll(inputs: Sequence, _state: S, lanes?: LaneOptions): Unrolled<S> {
    const [, B = 0] = inputs.shape;
    return this.model.unroll(inputs, this.model.initialState(B), lanes);
  }

  step(input: Sequence, _state: S): Stepped<S> {
    const [B = 0] = input.shape;
    return this.model.step(input, this.model.initialState(B));
  }
}
