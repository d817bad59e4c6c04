import { ArgumentError, Embedding, type Layer, Linear, type Random, TiedLinear, uniform } from '@tbptt/core';
import { LSTM } from '../cells/lstm.js';
import type { RecurrentLayerOptions } from '../cells/recurrent-layer.js';
import { stepByWindow } from '../cells/single-step.js';
import { zeroPadding } from '../lanes/zero-padding.js';
import type { LaneOptions, Recurrent, Sequence, Stepped, Unrolled } from '../recurrent.js';
import { Stack, type StackState } from '../stack.js';
import { Embedded } from './embedded.js';

/** A class of recurrent layers: `LSTM`, `GRU`, `RNN` or one's own. */
export type LayerClass = new (inputs: number, hidden: number, options: RecurrentLayerOptions) => Recurrent;

/** Options of `CharLM`. */
export interface CharLMOptions {
  /** Where the initial weights are drawn from. */
  readonly random: Random;
  /** H, the units of each layer; 128 if not given. */
  readonly hidden?: number;
  /** L, the number of layers; 1 if not given. */
  readonly layers?: number;
  /** The class of the layers; `LSTM` if not given. */
  readonly cell?: LayerClass;
  /** E, the size of the vectors that stand for symbols; if not given, symbols enter the first layer as they are (one-hot), or H if the head is tied. */
  readonly embedding?: number;
  /**
   * Whether the head scores each symbol by its embedding, one parameter for both (Press & Wolf 2017, arXiv:1608.05859; Inan et al. 2017, arXiv:1611.01462). The last layer has E units
   * then, in place of H, and the embedding starts uniform within ±0.1, as in Merity et al. 2018. False if not given.
   */
  readonly tied?: boolean;
  /** What the outputs of each layer but the last go through: `new Dropout(0.5, { random })`, say. See `Stack`. */
  readonly between?: Layer;
  /** Whether each layer but the first adds the outputs of the layer below to its own; false if not given. See `Stack`. */
  readonly residual?: boolean;
}

/**
 * A character-level language model: symbols `[T, B]` in, logits of the next symbol `[T, B, V]` out. Recurrent layers, then a linear layer
 * over the outputs of the last (Mikolov et al. 2010; Graves 2013, arXiv:1308.0850).
 */
export class CharLM implements Recurrent<StackState> {
  readonly embedding?: Embedding;
  readonly rnn: Stack;
  readonly head: Linear | TiedLinear;

  /** A model of `outputSize` symbols (V). Throws `ArgumentError` for sizes that make no sense, also beside each other. */
  constructor(
    readonly outputSize: number,
    {
      random,
      cell: Cell = LSTM,
      layers = 1,
      tied = false,
      between,
      residual = false,
      ...sizes
    }: CharLMOptions,
  ) {
    const { hidden = 128, embedding = tied ? hidden : undefined } = sizes;
    if (!Number.isInteger(layers) || layers < 1) {
      throw new ArgumentError('CharLM', `layers is ${layers}; it must be a whole number of at least 1.`);
    }
    const last = tied && embedding !== undefined ? embedding : hidden;
    if (layers === 1 && last !== (sizes.hidden ?? last)) {
      throw new ArgumentError(
        'CharLM',
        `hidden is ${hidden}, but embedding ${last}; a head that is tied to the embedding wants outputs as long as its vectors. Make them equal, or add a layer.`,
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
   * The model without its head: symbols `[T, B]` in, the activations `[T, B, H]` of the last layer out, with the same states. For a loss that looks at the activations, and brings the
   * head itself: penalties of activations, dropout before the head.
   */
  get body(): Recurrent<StackState> {
    return this.embedding === undefined ? this.rnn : new Embedded(this.embedding, this.rnn);
  }

  initialState(lanes: number): StackState {
    return this.rnn.initialState(lanes);
  }

  unroll(inputs: Sequence, state: StackState, lanes: LaneOptions = {}): Unrolled<StackState> {
    const { outputs, state: next } = this.body.unroll(inputs, state, lanes);
    const logits = this.head.forward(outputs);
    const { lengths } = lanes;
    return { outputs: lengths === undefined ? logits : zeroPadding(logits, lengths), state: next };
  }

  step(input: Sequence, state: StackState): Stepped<StackState> {
    return stepByWindow(this, input, state);
  }
}
