import { ArgumentError, add, applyLayer, type Layer, type Tensor } from '@tbptt/core';
import type { TorchMembers } from '@tbptt/core/files';
import { stepByWindow } from './cells/single-step.js';
import type { LaneOptions, Recurrent, Sequence, State, Stepped, Unrolled } from './recurrent.js';
import { recurrentMembers } from './torch/recurrent-members.js';
import type { TorchLevels, TorchRecurrent } from './torch/torch-recurrent.js';

/** The states of the layers of a stack, the first layer's first. */
export type StackState<S extends State = State> = readonly S[];

/** Options of `Stack`. */
export interface StackOptions {
  /**
   * What the outputs [T, B, H] of each layer but the last go through before they enter the next: `new Dropout(0.5, { random })` drops each step's
   * independently, as PyTorch's `dropout` does; `new LockedDropout(0.5, { random })` the same units at all steps. Nothing if not given.
   */
  readonly between?: Layer;
  /**
   * Whether each layer but the first adds the outputs of the layer below to its own, `y = layer(between(x)) + x`, so that gradients reach the lower layers of a deep stack
   * (Wu et al. 2016, arXiv:1609.08144, section 3.1). All layers have outputs of the same size then. False if not given.
   */
  readonly residual?: boolean;
}

/** Recurrent layers one above the other: the outputs of each are the inputs of the next. */
export class Stack<S extends State = State> implements Recurrent<StackState<S>>, TorchRecurrent {
  readonly layers: readonly Recurrent<S>[];
  readonly between: Layer | undefined;
  readonly residual: boolean;

  /** Throws `ArgumentError` where there is no layer, or where layers differ in the size of their outputs that are to be added. */
  constructor(layers: readonly Recurrent<S>[], { between, residual = false }: StackOptions = {}) {
    if (layers.length === 0) throw new ArgumentError('Stack', 'there are no layers; give at least one.');
    const sizes = layers.map(({ outputSize }) => outputSize);
    if (residual && new Set(sizes).size > 1) {
      throw new ArgumentError(
        'Stack',
        `the outputs of the layers have the sizes ${sizes.join(', ')}; residual connections add them, so they must be equal.`,
      );
    }
    this.layers = layers;
    this.between = between;
    this.residual = residual;
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
      outputs = this.residual && outputs !== undefined ? add(unrolled.outputs, outputs) : unrolled.outputs;
    }
    return { outputs: outputs as Tensor, state: states };
  }

  step(input: Sequence, state: StackState<S>): Stepped<StackState<S>> {
    return stepByWindow(this, input, state);
  }

  /** The members of the PyTorch module that has all layers of the stack, see `toTorch`. */
  torchMembers(): TorchMembers {
    return recurrentMembers(this);
  }

  /** The stack as a PyTorch module, or as a part of one. */
  torchRecurrent(): TorchLevels {
    const obstacle = this.residual
      ? "it has residual connections, which PyTorch's recurrent modules have not."
      : undefined;
    return { name: 'Stack', levels: this.layers, obstacle };
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
