import { ArgumentError, Embedding, type Layer, Linear, type Random, TiedLinear, uniform } from '@tbptt/core';
import { currentScope, describe, type OptionNames } from '@tbptt/core/operation';
import { requireDrawing, requireFlag, requireSizes } from '../arguments.js';
import { LSTM } from '../cells/lstm.js';
import type { RecurrentLayerOptions } from '../cells/recurrent-layer.js';
import { stepByWindow } from '../cells/single-step.js';
import { zeroPadding } from '../lanes/zero-padding.js';
import type { LaneOptions, Recurrent, Sequence, Stepped, Unrolled } from '../recurrent.js';
import { Stack, type StackState } from '../stack.js';
import { Embedded } from './embedded.js';

/** A class of recurrent layers: `LSTM`, `GRU`, `RNN` or one of your own. */
export type LayerClass = new (inputs: number, hidden: number, options: RecurrentLayerOptions) => Recurrent;

/** Options of `CharLM`. */
export interface CharLMOptions {
  /** The generator that the initial weights are drawn from. */
  readonly random: Random;
  /** H, the number of units of each layer. Default: 128. */
  readonly hidden?: number;
  /** L, the number of layers. Default: 1. */
  readonly layers?: number;
  /** The class of the layers. Default: `LSTM`. */
  readonly cell?: LayerClass;
  /**
   * E, the size of the vectors that represent symbols. Default: none, so symbols enter the first
   * layer as they are (one-hot); H if the head is tied.
   */
  readonly embedding?: number;
  /**
   * Whether the head scores each symbol by its embedding, one parameter for both (Press & Wolf
   * 2017, arXiv:1608.05859; Inan et al. 2017, arXiv:1611.01462). The last layer then has E units
   * instead of H, and the embedding starts uniform within ±0.1, as in Merity et al. 2018. Default:
   * false.
   */
  readonly tied?: boolean;
  /**
   * A layer between the recurrent layers, such as `new Dropout(0.5, { random })`; see `Stack`.
   * Default: none.
   */
  readonly between?: Layer;
  /**
   * Whether each layer but the first adds the outputs of the layer below to its own; see `Stack`.
   * Default: false.
   */
  readonly residual?: boolean;
}

const NAMES: OptionNames<CharLMOptions> = {
  random: true,
  hidden: true,
  layers: true,
  cell: true,
  embedding: true,
  tied: true,
  between: true,
  residual: true,
};

/**
 * A character-level language model: symbols `[T, B]` to logits of the next symbol `[T, B, V]`. It
 * has recurrent layers, and a linear layer over the outputs of the last (Mikolov et al. 2010;
 * Graves 2013, arXiv:1308.0850).
 */
export class CharLM implements Recurrent<StackState> {
  readonly embedding?: Embedding;
  readonly rnn: Stack;
  readonly head: Linear | TiedLinear;

  /**
   * Makes a model of `outputSize` symbols (V).
   *
   * @throws ArgumentError if a size or an option is not valid, by itself or beside the others
   */
  constructor(
    readonly outputSize: number,
    options: CharLMOptions,
  ) {
    requireSizes('CharLM', { 'the number of symbols': outputSize });
    requireDrawing('CharLM', options, NAMES);
    const { random, cell: Cell = LSTM, layers = 1, tied = false, between, residual = false } = options;
    requireFlag('CharLM', 'tied', tied);
    const { hidden = 128 } = options;
    requireSizes('CharLM', { hidden, layers });
    const { embedding = tied ? hidden : undefined } = options;
    if (embedding !== undefined) requireSizes('CharLM', { embedding });
    requireClass(Cell);
    const last = tied && embedding !== undefined ? embedding : hidden;
    if (layers === 1 && last !== (options.hidden ?? last)) {
      throw new ArgumentError(
        'CharLM',
        `hidden is ${hidden}, but embedding ${last}; a head that is tied to the embedding requires outputs as long as its vectors. Make them equal, or add a layer.`,
      );
    }
    if (embedding !== undefined) {
      const start = tied ? { weight: uniform(0.1) } : {};
      this.embedding = new Embedding(outputSize, embedding, { random, ...start });
    }
    const widths = [embedding ?? outputSize, ...Array.from({ length: layers - 1 }, () => hidden), last];
    const pairs = widths.slice(1).map((width, index) => [widths[index] ?? width, width] as const);
    this.rnn = new Stack(
      pairs.map(([inputs, units]) => new Cell(inputs, units, { random })),
      { residual, ...(between && { between }) },
    );
    this.head =
      tied && this.embedding !== undefined
        ? new TiedLinear(this.embedding)
        : new Linear(hidden, outputSize, { random });
  }

  /**
   * The model without its head: symbols `[T, B]` to the activations `[T, B, H]` of the last layer,
   * with the same states. It is for a loss that applies the head itself, such as one with penalties
   * of activations or dropout before the head.
   */
  get body(): Recurrent<StackState> {
    return this.embedding === undefined ? this.rnn : new Embedded(this.embedding, this.rnn);
  }

  initialState(lanes: number): StackState {
    return this.rnn.initialState(lanes);
  }

  /** Runs a window. Without a state it begins with the initial state. */
  unroll(inputs: Sequence, state?: StackState, lanes: LaneOptions = {}): Unrolled<StackState> {
    const { outputs, state: next } = this.body.unroll(inputs, state, lanes);
    const logits = this.head.forward(outputs);
    const { lengths } = lanes;
    return { outputs: lengths === undefined ? logits : zeroPadding(logits, lengths), state: next };
  }

  step(input: Sequence, state: StackState): Stepped<StackState> {
    if (currentScope()?.recording === true) return stepByWindow(this, input, state);
    const { output, state: next } = this.body.step(input, state);
    return { output: this.head.forward(output), state: next };
  }
}

function requireClass(cell: LayerClass): void {
  const given: unknown = cell;
  if (typeof given === 'function' && given.prototype !== undefined) return;
  throw new ArgumentError(
    'CharLM',
    `cell is ${describe(cell)}; it must be a class of recurrent layers, such as LSTM or GRU.`,
  );
}
