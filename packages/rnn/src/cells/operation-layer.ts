import {
  ArgumentError,
  add,
  concat,
  parametersOf,
  type Random,
  reshape,
  slice,
  stack,
  sum,
  type Tensor,
  tensor,
  zeros,
} from '@tbptt/core';
import { equal, equation, select } from '@tbptt/core/equation';
import type { TorchRecurrent, TorchRun } from '@tbptt/core/files';
import { applyEquation, COUNT, describe, type OptionNames, requireRange } from '@tbptt/core/operation';
import { requireSizes } from '../arguments.js';
import { laneEvents } from '../lanes/lane-events.js';
import { timeSlice } from '../lanes/time-slice.js';
import { zeroPadding } from '../lanes/zero-padding.js';
import type { LaneOptions, Recurrent, Sequence, StepOptions, Stepped, Unrolled } from '../recurrent.js';
import { requireInputs, requireState } from './check.js';
import type { LayerState } from './recurrent-layer.js';
import { asSequence, onlyStep, requireGivenState, stepByWindow } from './single-step.js';

/** Options of the layers that are made of operations. */
export interface OperationLayerOptions {
  /** The generator that the initial weights are drawn from. */
  readonly random: Random;
  /** Whether there are biases. Default: true. */
  readonly bias?: boolean;
}

/** The names of `OperationLayerOptions`. */
export const OPERATION_LAYER_OPTIONS: OptionNames<OperationLayerOptions> = { random: true, bias: true };

/** The description of a cell that is made of operations. */
export interface OperationCell<S extends string = string> {
  readonly name: string;
  /** The gates in the order of their columns, those with recurrent products first. */
  readonly gates: readonly string[];
  /** The states; `h` is the output. */
  readonly states: readonly S[];
}

/**
 * A layer of a cell that no equation can express: it defines its step with ordinary tensor
 * operations, and a window is a loop of steps. It works wherever a `RecurrentLayer` does, but is
 * slower.
 *
 * ```ts
 * class Leaky extends OperationLayer<'h'> {
 *   readonly weightIh: Parameter; // [D, H]
 *   constructor(inputs: number, hidden: number, { random }: OperationLayerOptions) {
 *     super({ name: 'Leaky', gates: ['a'], states: ['h'] }, inputs, hidden);
 *     this.weightIh = new Parameter(xavierUniform()([inputs, hidden], random));
 *   }
 *   next(input: Sequence, { h }: LayerState<'h'>): LayerState<'h'> {
 *     return { h: add(multiply(h, 0.9), tanh(inputProduct(input, this.weightIh))) };
 *   }
 * }
 * ```
 */
export abstract class OperationLayer<S extends string = string>
  implements Recurrent<LayerState<S | 'h'>>, TorchRecurrent
{
  readonly #cell: OperationCell<S | 'h'>;

  /** @throws ArgumentError if the cell or a size is not valid */
  constructor(
    cell: OperationCell<S | 'h'>,
    /** D */
    readonly inputSize: number,
    /** H */
    readonly hiddenSize: number,
  ) {
    requireOperationCell(cell);
    requireSizes(cell.name, { inputs: inputSize, hidden: hiddenSize });
    this.#cell = cell;
  }

  /**
   * The layer as a part of a PyTorch module: no module has such a cell. A subclass that has a twin in
   * PyTorch names its tensors by `torchMembers`, see `TorchModule`.
   */
  torchRecurrent(): TorchRun {
    return { name: this.#cell.name, module: undefined, weights: {} };
  }

  /**
   * Returns the state after a step, from its input, vectors `[B, D]` or symbols `[B]`, and the
   * state before it.
   */
  abstract next(input: Sequence, state: LayerState<S | 'h'>): LayerState<S | 'h'>;

  /** The cell: its name, gates and states. */
  get cell(): OperationCell<S | 'h'> {
    return this.#cell;
  }

  get outputSize(): number {
    return this.hiddenSize;
  }

  /** Returns zeros, [B, H] for each state. */
  initialState(lanes: number): LayerState<S | 'h'> {
    requireRange(this.#cell.name, 'lanes', lanes, COUNT);
    return this.#eachState(() => zeros([lanes, this.hiddenSize]));
  }

  /** Runs a window as a loop of steps. Without a state it begins with the initial state. */
  unroll(
    inputs: Sequence,
    state?: LayerState<S | 'h'>,
    lanes: LaneOptions = {},
  ): Unrolled<LayerState<S | 'h'>> {
    const { name } = this.#cell;
    const { steps: T, lanes: B } = requireInputs(name, inputs, this.inputSize);
    const entering = state === undefined ? this.initialState(B) : state;
    this.#requireState(entering, B);
    const events = laneEvents(name, lanes, T, B);
    if (T === 0) return this.#empty(entering, B);
    const { lengths } = lanes;
    const read = lengths === undefined ? inputs : zeroPadding(inputs, lengths);
    const outputs: Tensor[] = [];
    let current = entering;
    for (let t = 0; t < T; t++) {
      const reset = events?.reset[t] ?? [];
      const before = reset.length === 0 ? current : this.#chosen(reset, this.initialState(B), current, B);
      const after = this.#next(onlyStep(timeSlice(read, t, t + 1)), before, B);
      const paused = events?.paused[t] ?? [];
      current = paused.length === 0 ? after : this.#chosen(paused, current, after, B);
      outputs.push(current.h);
    }
    const whole = stack(outputs);
    return { outputs: lengths === undefined ? whole : zeroPadding(whole, lengths), state: current };
  }

  step(input: Sequence, state: LayerState<S | 'h'>, lanes?: StepOptions): Stepped<LayerState<S | 'h'>> {
    const { name } = this.#cell;
    if (lanes !== undefined) return stepByWindow(this, input, state, lanes);
    const { lanes: B } = requireInputs(name, asSequence(name, input), this.inputSize);
    requireGivenState(name, state);
    this.#requireState(state, B);
    const next = this.#next(input, state, B);
    return { output: next.h, state: next };
  }

  #next(input: Sequence, state: LayerState<S | 'h'>, B: number): LayerState<S | 'h'> {
    const next = this.next(input, state);
    this.#requireState(next, B);
    return next;
  }

  #requireState(state: LayerState<S | 'h'>, B: number): void {
    for (const name of this.#cell.states) requireState(this.#cell, state, name, B, this.hiddenSize);
  }

  /**
   * The result of a window without steps. Like that of any other window it depends on the
   * parameters, so a loss of it can be differentiated; all gradients are zero.
   */
  #empty(state: LayerState<S | 'h'>, B: number): Unrolled<LayerState<S | 'h'>> {
    const parts = Array.from(parametersOf(this).values(), (parameter) =>
      slice(reshape(parameter, [parameter.size]), 0, 0, 0),
    );
    const outputs = zeros([0, B, this.hiddenSize]);
    if (parts.length === 0) return { outputs, state };
    const zero = sum(concat(parts, 0));
    return { outputs: add(outputs, zero), state: this.#eachState((name) => add(state[name], zero)) };
  }

  /** Returns one state in some lanes, the other in the rest. */
  #chosen(
    lanes: readonly number[],
    these: LayerState<S | 'h'>,
    rest: LayerState<S | 'h'>,
    B: number,
  ): LayerState<S | 'h'> {
    const mask = tensor(
      [B, 1],
      Array.from({ length: B }, (_, lane) => (lanes.includes(lane) ? 1 : 0)),
    );
    return this.#eachState(
      (name) => applyEquation(choice, { mask, these: these[name], rest: rest[name] }, {}).y,
    );
  }

  #eachState(make: (name: S | 'h') => Tensor): LayerState<S | 'h'> {
    const states = this.#cell.states.map((name) => [name, make(name)]);
    return Object.fromEntries(states) as LayerState<S | 'h'>;
  }
}

const choice = equation('chooseLanes', { arrays: ['mask', 'these', 'rest'] }, ({ mask, these, rest }) => ({
  y: select(equal(mask, 1), these, rest),
}));

function requireOperationCell(cell: OperationCell): void {
  const given: unknown = cell;
  const { name, gates, states }: { name?: unknown; gates?: unknown; states?: unknown } =
    typeof given === 'object' && given !== null ? given : {};
  if (typeof name === 'string' && isNames(gates) && isNames(states) && states.includes('h')) return;
  throw new ArgumentError(
    'OperationLayer',
    `the cell is ${describe(given)}; it must be { name, gates, states }, and the states must include 'h', the output.`,
  );
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
