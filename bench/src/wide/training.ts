import { crossEntropy, parametersOf, seeded } from '@tbptt/core';
import { Lanes } from '@tbptt/data';
import { adam, clipByGlobalNorm, Optimizer } from '@tbptt/optim';
import {
  CharLM,
  CoupledLSTM,
  GRU,
  GRUResetBefore,
  IndRNN,
  type LayerClass,
  LayerNormLSTM,
  LSTM,
  MinGRU,
  MinLSTM,
  PeepholeLSTM,
  RNN,
  truncatedBPTT,
} from '@tbptt/rnn';
import { Digest } from './digest.js';

/** Every cell. */
export const CELLS: Readonly<Record<string, LayerClass>> = {
  RNN,
  LSTM,
  PeepholeLSTM,
  CoupledLSTM,
  LayerNormLSTM,
  GRU,
  GRUResetBefore,
  MinGRU,
  MinLSTM,
  IndRNN,
};

/** What a training has come to. */
export interface Trained {
  readonly cell: string;
  readonly steps: number;
  /** Of all weights: after 1, 2, 4 ... steps, and after the last. */
  readonly digests: readonly string[];
  /** The loss of the last step, in nats per symbol. */
  readonly loss: number;
}

const SYMBOLS = 61;

/** Trains a language model of two layers of a cell, for a number of steps or of seconds. */
export function trainCell(
  cell: string,
  length: { readonly steps: number } | { readonly seconds: number },
): Trained {
  const layer = CELLS[cell];
  if (layer === undefined) throw new RangeError(`there is no cell ${cell}`);
  const random = seeded(7);
  const [lanes, window] = [13, 21];
  const model = new CharLM(SYMBOLS, { hidden: 75, layers: 2, cell: layer, random });
  const optimizer = new Optimizer(model, [clipByGlobalNorm(1), adam({ learningRate: 2e-3 })]);
  const text = Int32Array.from({ length: 50 * lanes * window + 1 }, (_, i) =>
    Math.floor(random.float() * (1 + (i % 7)) * (SYMBOLS / 7)),
  );
  const stream = new Lanes(text, { lanes });
  const epochs = Number.MAX_SAFE_INTEGER;
  const digests: string[] = [];
  const start = performance.now();
  const isOver = (step: number): boolean =>
    'steps' in length ? step >= length.steps : performance.now() - start >= 1000 * length.seconds;
  let [steps, loss] = [0, Number.NaN];
  for (const update of truncatedBPTT(model, stream, { k1: window, optimizer, loss: crossEntropy, epochs })) {
    steps++;
    ({ loss } = update);
    const ends = isOver(steps);
    if (ends || Number.isInteger(Math.log2(steps))) digests.push(digestOf(model));
    if (ends) break;
  }
  return { cell, steps, digests, loss };
}

function digestOf(model: object): string {
  const digest = new Digest();
  for (const parameter of parametersOf(model).values()) digest.add(parameter.toFloats());
  return digest.text;
}
