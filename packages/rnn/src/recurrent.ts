import type { Indices, Tensor } from '@tbptt/core';

/**
 * The state that a recurrent network carries from step to step: tensors `[B, H]` in objects and
 * arrays of any depth. A state is a value: nothing that happens later changes it.
 */
export type State = Tensor | readonly State[] | { readonly [name: string]: State };

/**
 * The inputs of a window: vectors `[T, B, D]`, or symbols `[T, B]`, which stand for one-hot
 * vectors.
 */
export type Sequence = Tensor | Indices;

/** Per-lane events of a window: where lanes end and where they start anew. */
export interface LaneOptions {
  /**
   * [B] The number of steps of each lane. Inputs behind them, NaN included, influence nothing.
   * Outputs there are zero, and the final state of a lane is the one after its last step. Default:
   * T for every lane.
   */
  readonly lengths?: ArrayLike<number>;
  /**
   * [T, B] Marks the steps at which a lane starts anew. Before a step marked by a number other than
   * 0 the state of the lane is zero, and no gradient passes. Default: no lane starts anew.
   */
  readonly resets?: Indices;
}

/** Per-lane events of a single step. */
export interface StepOptions {
  /**
   * [B] Marks the lanes that start anew. The state of a lane marked by a number other than 0 is
   * zero before the step, or the learned one of a `LearnedState`. Default: no lane starts anew.
   */
  readonly resets?: ArrayLike<number>;
}

/** A model that reads whole windows: all that training, validation and the diagnostics require. */
export interface Unrollable<S extends State = State> {
  /**
   * Whether each output depends on the past only. A model with `causal: false`, or with a layer
   * that has it, cannot carry its state from window to window: `truncatedBPTT`, `validate` and
   * `sample` refuse it, unless one window holds the whole stream. A model with `causal: true`
   * answers for all its layers. Default: whatever its layers declare.
   */
  readonly causal?: boolean | undefined;
  /** Returns the state of `lanes` lanes (B) at the start of a sequence. */
  initialState(lanes: number): S;
  /**
   * Runs a window: returns the outputs `[T, B, outputSize]` and the state after the last step. Our
   * layers begin with the initial state if none is given. A model of your own may require it:
   * training, validation and stacks always give one.
   */
  unroll(inputs: Sequence, state?: S, lanes?: LaneOptions): Unrolled<S>;
}

/**
 * A layer or model whose outputs have a known size, as stacks and `sample` require. If it has no
 * `step`, its single steps are windows of one step.
 */
export interface UnrollableLayer<S extends State = State> extends Unrollable<S> {
  /** The size of the outputs: H, or V for a language model. */
  readonly outputSize: number;
  /**
   * Whether `step` is no slower by itself than within `evaluate`, outside of a training step, because it has
   * no operations of its own. `sample` then makes no evaluation of it. Default: false.
   */
  readonly stepsAlone?: boolean;
  /** Makes one step, see `Recurrent`. Default: a window of one step. */
  step?(input: Sequence, state: S, lanes?: StepOptions): Stepped<S>;
}

/** A recurrent layer or model that makes single steps by itself. */
export interface Recurrent<S extends State = State> extends UnrollableLayer<S> {
  /**
   * Makes one step: input `[B, D]` or symbols `[B]`, output `[B, outputSize]`. A loop of steps
   * equals `unroll`.
   */
  step(input: Sequence, state: S, lanes?: StepOptions): Stepped<S>;
}

/** The result of a window. */
export interface Unrolled<S> {
  /** [T, B, outputSize] */
  readonly outputs: Tensor;
  /** The state after the last step. */
  readonly state: S;
}

/** The result of a step. */
export interface Stepped<S> {
  /** [B, outputSize] */
  readonly output: Tensor;
  /** The state after the step. */
  readonly state: S;
}
