import {
  concat,
  crossEntropy,
  Dropout,
  Embedding,
  evaluate,
  type Indices,
  indices,
  Linear,
  permute,
  type Random,
  reshape,
  scaledDotProductAttention,
  type Tensor,
  tanh,
  tensor,
} from '@tbptt/core';
import { type PaddedSequences, padSequences, type SequenceWindow } from '@tbptt/data';
import { Bidirectional, LSTM } from '@tbptt/rnn';

type LSTMState = { readonly h: Tensor; readonly c: Tensor };

/** What the encoder has made of words: what is looked at, and where the decoder begins. */
interface Encoded {
  /** `[B, S, D]` */
  readonly keys: Tensor;
  readonly values: Tensor;
  /** `[B, 1, S]`, 1 where there is a letter. */
  readonly mask: Tensor;
  readonly state: LSTMState;
}

/** A pronunciation, and how much of each letter was looked at for each of its phonemes. */
export interface Transcription {
  readonly phonemes: readonly number[];
  readonly attention: readonly (readonly number[])[];
}

const MOST_PHONEMES = 30;

/**
 * From letters to phonemes: two LSTMs read the word from both ends; a third writes the phonemes, and
 * for each looks at what the others made of the letters (global attention of Luong et al. 2015). The
 * attention feeds nothing back, so the decoder runs over a whole pronunciation at once.
 */
export class Transcriber {
  readonly letters: Embedding;
  readonly encoder: Bidirectional<LSTMState>;
  readonly key: Linear;
  readonly phonemes: Embedding;
  readonly decoder: LSTM;
  readonly combine: Linear;
  readonly head: Linear;
  readonly dropout: Dropout;

  /** `size`: H of the decoder, twice that of each direction of the encoder; even. */
  constructor(letters: number, phonemes: number, size: number, random: Random) {
    const embedding = size / 4;
    const reader = () => new LSTM(embedding, size / 2, { random });
    this.letters = new Embedding(letters, embedding, { random });
    this.encoder = new Bidirectional(reader(), reader());
    this.key = new Linear(size, size, { random });
    this.phonemes = new Embedding(phonemes, embedding, { random });
    this.decoder = new LSTM(embedding, size, { random });
    this.combine = new Linear(2 * size, size, { random });
    this.head = new Linear(size, phonemes, { random });
    this.dropout = new Dropout(0.2, { random });
  }

  /** The mean over the phonemes of the negative logarithm of their probability. */
  loss(words: PaddedSequences, spoken: SequenceWindow): Tensor {
    const encoded = this.#encode(words);
    const inputs = this.dropout.forward(this.phonemes.forward(spoken.inputs));
    const { outputs } = this.decoder.unroll(inputs, encoded.state, { lengths: spoken.lengths });
    return crossEntropy(this.#look(outputs, encoded).logits, spoken.targets);
  }

  /** The likeliest phoneme, one after the other, until the boundary. */
  transcribe(words: readonly Int32Array[], boundary: number): readonly Transcription[] {
    const lanes = words.length;
    const longest = Math.max(...words.map((word) => word.length));
    const found = words.map(() => ({
      phonemes: [] as number[],
      attention: [] as number[][],
      hasEnded: false,
    }));
    const encoded = evaluate(() => this.#encode(padSequences(words)));
    let latest: Indices = indices(words.map(() => boundary));
    let { state } = encoded;
    for (let t = 0; t < MOST_PHONEMES && found.some(({ hasEnded }) => !hasEnded); t++) {
      const step = evaluate(() => {
        const { output, state: next } = this.decoder.step(this.phonemes.forward(latest), state);
        const { logits, weights } = this.#look(tensorOfStep(output), encoded);
        return { logits, weights, next };
      });
      state = step.next;
      const scores = step.logits.toFloats();
      const weights = step.weights.toFloats();
      const classes = scores.length / lanes;
      latest = indices(
        found.map((one, lane) => {
          const best = likeliest(scores.subarray(lane * classes, (lane + 1) * classes));
          one.hasEnded ||= best === boundary;
          if (!one.hasEnded) {
            one.phonemes.push(best);
            one.attention.push([...weights.subarray(lane * longest, (lane + 1) * longest)]);
          }
          return best;
        }),
      );
    }
    return found;
  }

  #encode(words: PaddedSequences): Encoded {
    const { lengths } = words;
    const [steps = 0] = words.inputs.shape;
    const inputs = this.dropout.forward(this.letters.forward(words.inputs));
    const { outputs, state } = this.encoder.unroll(inputs, this.encoder.initialState(lengths.length), {
      lengths,
    });
    const values = permute(this.dropout.forward(outputs), [1, 0, 2]);
    const isLetter = Float32Array.from({ length: lengths.length * steps }, (_, i) =>
      i % steps < (lengths[Math.floor(i / steps)] as number) ? 1 : 0,
    );
    return {
      keys: this.key.forward(values),
      values,
      mask: tensor([lengths.length, 1, steps], isLetter),
      state: {
        h: concat([state.forward.h, state.backward.h], -1),
        c: concat([state.forward.c, state.backward.c], -1),
      },
    };
  }

  /** Looks at the letters with the outputs `[T, B, H]` of the decoder. */
  #look(
    outputs: Tensor,
    { keys, values, mask }: Encoded,
  ): { readonly logits: Tensor; readonly weights: Tensor } {
    const queries = permute(outputs, [1, 0, 2]);
    const { outputs: seen, weights } = scaledDotProductAttention(queries, keys, values, { mask });
    const joined = tanh(this.combine.forward(concat([outputs, permute(seen, [1, 0, 2])], -1)));
    return { logits: this.head.forward(this.dropout.forward(joined)), weights };
  }
}

/** `[B, H]` as a window of one step. */
function tensorOfStep(output: Tensor): Tensor {
  return reshape(output, [1, ...output.shape]);
}

function likeliest(scores: Float32Array): number {
  let best = 0;
  for (let i = 1; i < scores.length; i++) if ((scores[i] as number) > (scores[best] as number)) best = i;
  return best;
}
