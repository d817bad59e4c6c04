import { ArgumentError, Embedding, type Layer, Linear, type Random, Tensor } from '@tbptt/core';
import { LSTM } from '../cells/lstm.js';
import type { RecurrentLayerOptions } from '../cells/recurrent-layer.js';
import { stepByWindow } from '../cells/single-step.js';
import type { LaneOptions, Recurrent, Sequence, Stepped, Unrolled } from '../recurrent.js';
import { Stack, type StackState } from '../stack.js';

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
  /** The size of the vectors that stand for symbols; if not given, symbols enter the first layer as they are (one-hot). */
  readonly embedding?: number;
  /** What the outputs of each layer but the last go through: `new Dropout(0.5, { random })`, say. See `Stack`. */
  readonly between?: Layer;
}

/**
 * A character-level language model: symbols `[T, B]` in, logits of the next symbol `[T, B, V]` out. Recurrent layers, then a linear layer
 * over the outputs of the last (Mikolov et al. 2010; Graves 2013, arXiv:1308.0850).
 */
export class CharLM implements Recurrent<StackState> {
  readonly embedding: Embedding | undefined;
  readonly rnn: Stack;
  readonly head: Linear;

  /** A model of `symbols` symbols (V). */
  constructor(
    readonly outputSize: number,
    { random, hidden = 128, layers = 1, cell: Cell = LSTM, embedding, between }: CharLMOptions,
  ) {
    if (!Number.isInteger(layers) || layers < 1) {
      throw new ArgumentError('CharLM', `layers is ${layers}; it must be a whole number of at least 1.`);
    }
    this.embedding = embedding === undefined ? undefined : new Embedding(outputSize, embedding, { random });
    const inputs = embedding ?? outputSize;
    this.rnn = new Stack(
      Array.from(
        { length: layers },
        (_, index) => new Cell(index === 0 ? inputs : hidden, hidden, { random }),
      ),
      between === undefined ? {} : { between },
    );
    this.head = new Linear(hidden, outputSize, { random });
  }

  initialState(lanes: number): StackState {
    return this.rnn.initialState(lanes);
  }

  unroll(inputs: Sequence, state: StackState, lanes: LaneOptions = {}): Unrolled<StackState> {
    const { outputs, state: next } = this.rnn.unroll(this.#embedded(inputs), state, lanes);
    return { outputs: this.head.forward(outputs), state: next };
  }

  step(input: Sequence, state: StackState): Stepped<StackState> {
    return stepByWindow(this, input, state);
  }

  #embedded(inputs: Sequence): Sequence {
    return this.embedding === undefined || inputs instanceof Tensor ? inputs : this.embedding.forward(inputs);
  }
}
