import { concat, Dropout, Embedding, Linear, type Random, type Tensor } from '@tbptt/core';
import type { PaddedSequences } from '@tbptt/data';
import { Bidirectional, LSTM } from '@tbptt/rnn';

const [EMBEDDING, HIDDEN] = [32, 64];

/** Two LSTMs read a name, one of them from its end; a linear layer looks at both last states. */
export class NameReader {
  readonly embedding: Embedding;
  readonly layer: Bidirectional<{ readonly h: Tensor; readonly c: Tensor }>;
  readonly inputDropout: Dropout;
  readonly dropout: Dropout;
  readonly head: Linear;

  constructor(symbols: number, classes: number, random: Random) {
    const lstm = () => new LSTM(EMBEDDING, HIDDEN, { random });
    this.embedding = new Embedding(symbols, EMBEDDING, { random });
    this.layer = new Bidirectional(lstm(), lstm());
    this.inputDropout = new Dropout(0.2, { random });
    this.dropout = new Dropout(0.5, { random });
    this.head = new Linear(2 * HIDDEN, classes, { random });
  }

  /** The logits of each language, `[B, classes]`. */
  logits({ inputs, lengths }: PaddedSequences): Tensor {
    const read = this.inputDropout.forward(this.embedding.forward(inputs));
    const { state } = this.layer.unroll(read, this.layer.initialState(lengths.length), { lengths });
    return this.head.forward(this.dropout.forward(concat([state.forward.h, state.backward.h], -1)));
  }
}
