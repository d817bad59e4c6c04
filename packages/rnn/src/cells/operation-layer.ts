import { type Random, stack, type Tensor, tensor, zeros } from '@tbptt/core';
import { equal, equation, select } from '@tbptt/core/equation';
import type { TorchMembers } from '@tbptt/core/files';
import { applyEquation } from '@tbptt/core/operation';
import { laneEvents } from '../lanes/lane-events.js';
import { timeSlice } from '../lanes/time-slice.js';
import { zeroPadding } from '../lanes/zero-padding.js';
import type { LaneOptions, Recurrent, Sequence, Stepped, Unrolled } from '../recurrent.js';
import { recurrentMembers } from '../torch/recurrent-members.js';
import type { TorchRecurrent, TorchRun } from '../torch/torch-recurrent.js';
import { checkInputs, checkSizes, checkState } from './check.js';
import type { LayerState } from './recurrent-layer.js';
import { asSequence, onlyStep } from './single-step.js';

/** Options of the layers that are made of operations. */
export interface OperationLayerOptions {
  /** Where the initial weights are drawn from. */
  readonly random: Random;
  /** Whether there are biases; true if not given. */
  readonly bias?: boolean;
}

/** What a cell made of operations says of itself. */
export interface OperationCell<S extends string = string> {
  readonly name: string;
  /** The gates in the order of their columns, those with recurrent products first. */
  readonly gates: readonly string[];
  /** The states; `h` is the output. */
  readonly states: readonly S[];
}

/**
 * A layer of a cell that is too odd for an equation: it defines its step with ordinary tensor operations, and a window is a loop of them. It
 * works wherever a `RecurrentLayer` does, only slower.
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

  constructor(
    cell: OperationCell<S | 'h'>,
    readonly inputSize: number,
    readonly hiddenSize: number,
  ) {
    checkSizes(cell.name, { inputs: inputSize, hidden: hiddenSize });
    this.#cell = cell;
  }

  /**
   * The members of the corresponding PyTorch module, see `toTorch`. A subclass that has a twin in PyTorch overrides this method.
   *
   * @throws FormatError because PyTorch has no such cells.
   */
  torchMembers(): TorchMembers {
    return recurrentMembers(this);
  }

  /** The layer as a part of a PyTorch module: no module has such a cell. */
  torchRecurrent(): TorchRun {
    return { name: this.#cell.name, module: undefined, weights: {} };
  }

  /** The state after a step, from its input, vectors `[B, D]` or symbols `[B]`, and the state before it. */
  abstract next(input: Sequence, state: LayerState<S | 'h'>): LayerState<S | 'h'>;

  /** The cell: its name, gates and states. */
  get cell(): OperationCell<S | 'h'> {
    return this.#cell;
  }

  get outputSize(): number {
    return this.hiddenSize;
  }

  initialState(lanes: number): LayerState<S | 'h'> {
    return this.#eachState(() => zeros([lanes, this.hiddenSize]));
  }

  unroll(
    inputs: Sequence,
    state: LayerState<S | 'h'>,
    lanes: LaneOptions = {},
  ): Unrolled<LayerState<S | 'h'>> {
    const { name, states } = this.#cell;
    const { steps: T, lanes: B } = checkInputs(name, inputs, this.inputSize);
    for (const each of states) checkState(this.#cell, state, each, B, this.hiddenSize);
    const events = laneEvents(name, lanes, T, B);
    const { lengths } = lanes;
    const read = lengths === undefined ? inputs : zeroPadding(inputs, lengths);
    const outputs: Tensor[] = [];
    let current = state;
    for (let t = 0; t < T; t++) {
      const reset = events?.reset[t] ?? [];
      const before = reset.length === 0 ? current : this.#chosen(reset, this.initialState(B), current, B);
      const after = this.next(onlyStep(timeSlice(read, t, t + 1)), before);
      const paused = events?.paused[t] ?? [];
      current = paused.length === 0 ? after : this.#chosen(paused, current, after, B);
      outputs.push(current.h);
    }
    if (T === 0) return { outputs: zeros([0, B, this.hiddenSize]), state };
    const whole = stack(outputs);
    return { outputs: lengths === undefined ? whole : zeroPadding(whole, lengths), state: current };
  }

  step(input: Sequence, state: LayerState<S | 'h'>): Stepped<LayerState<S | 'h'>> {
    const [B = 0] = input.shape;
    checkInputs(this.#cell.name, asSequence(input), this.inputSize);
    for (const each of this.#cell.states) checkState(this.#cell, state, each, B, this.hiddenSize);
    const next = this.next(input, state);
    return { output: next.h, state: next };
  }

  /** The one state in some lanes, the other in the rest. */
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
