import type { Indices, Tensor } from '@tbptt/core';

/** What a recurrent network carries from step to step: tensors `[B, H]`, in objects and arrays of any depth. A state is a value. */
export type State = Tensor | readonly State[] | { readonly [name: string]: State };

/** What goes in at each step: vectors `[T, B, D]`, or symbols `[T, B]`, which stand for one-hot vectors. */
export type Sequence = Tensor | Indices;

/** What may happen to single lanes within a window. */
export interface LaneOptions {
  /**
   * How many steps of each lane count, [B]; all T if not given. What stands in the inputs behind them, NaN included, influences nothing;
   * outputs there are zero, and the state of a lane is the one after its last step.
   */
  readonly lengths?: ArrayLike<number>;
  /** Where a lane starts anew, [T, B]: before a step marked by anything but 0 its state is zero, and no gradient passes. */
  readonly resets?: Indices;
}

/** A layer that reads sequences: what `truncatedBPTT`, stacks and samplers ask of it. */
export interface Recurrent<S extends State = State> {
  /** The size of the outputs: H, or V for a language model. */
  readonly outputSize: number;
  /** The state of `lanes` lanes (B) at the start of a sequence. */
  initialState(lanes: number): S;
  /** A whole window: outputs `[T, B, outputSize]` and the state after its last step. Equal to a loop of `step`. */
  unroll(inputs: Sequence, state: S, lanes?: LaneOptions): Unrolled<S>;
  /** One step: input `[B, D]` or symbols `[B]`; output `[B, outputSize]`. */
  step(input: Sequence, state: S): Stepped<S>;
}

/** What a window gives. */
export interface Unrolled<S> {
  readonly outputs: Tensor;
  readonly state: S;
}

/** What a step gives. */
export interface Stepped<S> {
  readonly output: Tensor;
  readonly state: S;
}
