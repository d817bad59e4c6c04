import { ArgumentError, Parameter, type Random, type Tensor, uniform, zeros } from '@tbptt/core';
import type { Recurrent, Sequence, Stepped, Unrolled } from '../recurrent.js';
import { window } from '../window/window.js';
import { checkInputs, checkState } from './check.js';
import type { Cell } from './declaration.js';
import { asSequence, withoutTime } from './single-step.js';

/** Options of every recurrent layer. */
export interface RecurrentLayerOptions {
  /** Where the initial weights are drawn from. */
  readonly random: Random;
  /** Whether the products have biases; true if not given. */
  readonly bias?: boolean;
}

/** The state of a layer: a tensor `[B, H]` for each state of its cell. */
export type LayerState<S extends string> = { readonly [K in S]: Tensor };

/**
 * One layer of a cell: its weights, and its unrolling over time as one recorded operation. G is the number of the cell's gates; gate `k` has the columns
 * `k H` to `(k + 1) H` of the weights. All start uniform within `±1/√H`, as PyTorch's do.
 */
export class RecurrentLayer<S extends string = string> implements Recurrent<LayerState<S>> {
  /** [D, G H] */
  readonly weightIh: Parameter;
  /** [H, G H] */
  readonly weightHh: Parameter;
  /** [G H] */
  readonly biasIh: Parameter | undefined;
  /** [G H] */
  readonly biasHh: Parameter | undefined;
  readonly #cell: Cell;

  constructor(
    cell: Cell,
    readonly inputSize: number,
    readonly outputSize: number,
    { random, bias = true }: RecurrentLayerOptions,
  ) {
    for (const [size, value] of Object.entries({ inputs: inputSize, hidden: outputSize })) {
      if (!Number.isInteger(value) || value < 1) {
        throw new ArgumentError(cell.name, `${size} is ${value}; it must be a whole number of at least 1.`);
      }
    }
    this.#cell = cell;
    const columns = (cell.sumGates.length + cell.splitGates.length) * outputSize;
    const initial = uniform(1 / Math.sqrt(outputSize));
    this.weightIh = new Parameter(initial([inputSize, columns], random));
    this.weightHh = new Parameter(initial([outputSize, columns], random));
    this.biasIh = bias ? new Parameter(initial([columns], random)) : undefined;
    this.biasHh = bias ? new Parameter(initial([columns], random)) : undefined;
  }

  /** The cell: gates, states and equation. */
  get cell(): Cell {
    return this.#cell;
  }

  initialState(lanes: number): LayerState<S> {
    const states = this.#cell.states.map((name) => [name, zeros([lanes, this.outputSize])]);
    return Object.fromEntries(states) as LayerState<S>;
  }

  unroll(inputs: Sequence, state: LayerState<S>): Unrolled<LayerState<S>> {
    const { lanes } = checkInputs(this.#cell.name, inputs, this.inputSize);
    checkState(this.#cell, state, lanes, this.outputSize);
    const [outputs, ...states] = window(
      this.#cell,
      this,
      inputs,
      this.#cell.states.map((name) => state[name as S]),
    );
    const named = this.#cell.states.map((name, index) => [name, states[index]]);
    return { outputs: outputs as Tensor, state: Object.fromEntries(named) as LayerState<S> };
  }

  step(input: Sequence, state: LayerState<S>): Stepped<LayerState<S>> {
    const { outputs, state: next } = this.unroll(asSequence(input), state);
    return { output: withoutTime(outputs), state: next };
  }
}
