import { ArgumentError, type Tensor } from '@tbptt/core';
import { asSequence, withoutTime } from './cells/single-step.js';
import type { LaneOptions, Recurrent, Sequence, State, Stepped, Unrolled } from './recurrent.js';

/** The states of the layers of a stack, the first layer's first. */
export type StackState<S extends State = State> = readonly S[];

/** Recurrent layers one above the other: the outputs of each are the inputs of the next. */
export class Stack<S extends State = State> implements Recurrent<StackState<S>> {
  readonly layers: readonly Recurrent<S>[];

  constructor(layers: readonly Recurrent<S>[]) {
    if (layers.length === 0) throw new ArgumentError('Stack', 'there are no layers; give at least one.');
    this.layers = layers;
  }

  get outputSize(): number {
    return this.layers.at(-1)?.outputSize ?? 0;
  }

  initialState(lanes: number): StackState<S> {
    return this.layers.map((layer) => layer.initialState(lanes));
  }

  unroll(inputs: Sequence, state: StackState<S>, lanes: LaneOptions = {}): Unrolled<StackState<S>> {
    this.#check(state);
    const states: S[] = [];
    let outputs: Tensor | undefined;
    for (const [index, layer] of this.layers.entries()) {
      const unrolled = layer.unroll(outputs ?? inputs, state[index] as S, lanes);
      states.push(unrolled.state);
      outputs = unrolled.outputs;
    }
    return { outputs: outputs as Tensor, state: states };
  }

  step(input: Sequence, state: StackState<S>): Stepped<StackState<S>> {
    const { outputs, state: next } = this.unroll(asSequence(input), state);
    return { output: withoutTime(outputs), state: next };
  }

  #check(state: StackState<S>): void {
    if (!Array.isArray(state) || state.length !== this.layers.length) {
      throw new ArgumentError(
        'Stack',
        `the state has ${Array.isArray(state) ? state.length : 'no'} layers, the stack ${this.layers.length}; they must be as many.`,
      );
    }
  }
}
