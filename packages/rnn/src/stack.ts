import { ArgumentError, applyLayer, type Layer, type Tensor, type TorchMembers } from '@tbptt/core';
import { stepByWindow } from './cells/single-step.js';
import {
  levelsOf,
  type TorchLevels,
  type TorchRecurrent,
  torchRecurrent,
} from './interop/torch-recurrent.js';
import type { LaneOptions, Recurrent, Sequence, State, Stepped, Unrolled } from './recurrent.js';

/** The states of the layers of a stack, the first layer's first. */
export type StackState<S extends State = State> = readonly S[];

/** Options of `Stack`. */
export interface StackOptions {
  /**
   * What the outputs [T, B, H] of each layer but the last go through before they enter the next: `new Dropout(0.5, { random })` drops each step's
   * independently, as PyTorch's `dropout` does; `new LockedDropout(0.5, { random })` the same units at all steps. Nothing if not given.
   */
  readonly between?: Layer;
}

/** Recurrent layers one above the other: the outputs of each are the inputs of the next. */
export class Stack<S extends State = State> implements Recurrent<StackState<S>>, TorchRecurrent {
  readonly layers: readonly Recurrent<S>[];
  readonly between: Layer | undefined;

  constructor(layers: readonly Recurrent<S>[], { between }: StackOptions = {}) {
    if (layers.length === 0) throw new ArgumentError('Stack', 'there are no layers; give at least one.');
    this.layers = layers;
    this.between = between;
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
      const below: Tensor | undefined =
        outputs && this.between !== undefined ? applyLayer(this.between, outputs) : outputs;
      const unrolled = layer.unroll(below ?? inputs, state[index] as S, lanes);
      states.push(unrolled.state);
      outputs = unrolled.outputs;
    }
    return { outputs: outputs as Tensor, state: states };
  }

  step(input: Sequence, state: StackState<S>): Stepped<StackState<S>> {
    return stepByWindow(this, input, state);
  }

  /** @internal */
  torchLevels(): TorchLevels {
    return this.layers.flatMap((layer) => levelsOf('Stack', layer));
  }

  /** What one PyTorch module with as many layers consists of, see `toTorch`. */
  torchMembers(): TorchMembers {
    return torchRecurrent('Stack', this.torchLevels());
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
