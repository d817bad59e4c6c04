import { crossEntropy, parametersOf, type Random, seeded } from '@tbptt/core';
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

/** Which model is trained, and for how long. */
export interface Training {
  readonly cell: string;
  /** The number of the model, from 0 on, which decides its sizes. */
  readonly model: number;
  readonly length: { readonly steps: number } | { readonly seconds: number };
}

/** What a training has come to. */
export interface Trained {
  readonly cell: string;
  readonly model: number;
  readonly steps: number;
  /** Of all weights: after 1, 2, 4 ... steps, and after the last. */
  readonly digests: readonly string[];
  /** The loss of the last step, in nats per symbol. */
  readonly loss: number;
}

/** Trains a language model of a cell, whose sizes, weights and text are drawn by the model's number. */
export function trainCell({ cell, model: number, length }: Training): Trained {
  const layer = CELLS[cell];
  if (layer === undefined) throw new RangeError(`there is no cell ${cell}`);
  const random = seeded(number + 1);
  const { symbols, hidden, layers, lanes, window } = drawSizes(random);
  const model = new CharLM(symbols, { hidden, layers, cell: layer, random });
  const optimizer = new Optimizer(model, [clipByGlobalNorm(1), adam({ learningRate: 2e-3 })]);
  const text = Int32Array.from({ length: 50 * lanes * window + 1 }, (_, i) =>
    Math.floor((random.float() * (1 + (i % 7)) * symbols) / 7),
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
  return { cell, model: number, steps, digests, loss };
}

/** Sizes that leave remainders in tiles, strips and vectors of every kind. */
function drawSizes(
  random: Random,
): Readonly<Record<'symbols' | 'hidden' | 'layers' | 'lanes' | 'window', number>> {
  return {
    symbols: 2 + random.integer(90),
    hidden: 1 + random.integer(150),
    layers: 1 + random.integer(3),
    lanes: 1 + random.integer(20),
    window: 1 + random.integer(30),
  };
}

function digestOf(model: object): string {
  const digest = new Digest();
  for (const parameter of parametersOf(model).values()) digest.add(parameter.toFloats());
  return digest.text;
}
