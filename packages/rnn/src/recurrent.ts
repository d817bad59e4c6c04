import type { Indices, Tensor } from '@tbptt/core';

/** What a recurrent network carries from step to step: tensors `[B, H]`, in objects and arrays of any depth. A state is a value. */
export type State = Tensor | readonly State[] | { readonly [name: string]: State };

/** What goes in at each step: vectors `[T, B, D]`, or symbols `[T, B]`, which stand for one-hot vectors. */
export type Sequence = Tensor | Indices;

/** A layer that reads sequences: what `truncatedBPTT`, stacks and samplers ask of it. */
export interface Recurrent<S extends State = State> {
  /** The size of the outputs: H, or V for a language model. */
  readonly outputSize: number;
  /** The state of `lanes` lanes (B) at the start of a sequence. */
  initialState(lanes: number): S;
  /** A whole window: outputs `[T, B, outputSize]` and the state after its last step. Equal to a loop of `step`. */
  unroll(inputs: Sequence, state: S): Unrolled<S>;
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
