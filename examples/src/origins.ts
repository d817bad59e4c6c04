import { crossEntropy, Linear, type Random, seeded, type Tensor } from '@tbptt/core';
import { batches, gatherRows, type PaddedSequences, padSequences } from '@tbptt/data';
import { givenNames, type Language, type NameSamples } from '@tbptt/data/names';
import { adam, Optimizer } from '@tbptt/optim';
import { LSTM } from '@tbptt/rnn';

/** What `origins` is run with. */
export interface OriginsSettings {
  readonly languages: readonly Language[];
  /** Passes over the names. */
  readonly epochs: number;
  readonly seed: number;
}

/** A name, where it comes from, and what was said. */
export interface Guess {
  readonly name: string;
  readonly language: Language;
  readonly guess: Language;
}

/** What `origins` comes to. */
export interface Recognition {
  readonly updates: number;
  readonly seconds: number;
  /** Names that were trained on. */
  readonly training: readonly Guess[];
  /** Names that were not. */
  readonly heldOut: readonly Guess[];
}

const HIDDEN = 64;

/**
 * An LSTM reads a name; a linear layer sees the state after its last symbol, which is what a layer
 * gives for each lane when it is told the lengths.
 */
class Reader {
  readonly lstm: LSTM;
  readonly head: Linear;

  constructor(symbols: number, classes: number, random: Random) {
    this.lstm = new LSTM(symbols, HIDDEN, { random });
    this.head = new Linear(HIDDEN, classes, { random });
  }

  /** `[B, classes]` */
  logits({ inputs, lengths }: PaddedSequences): Tensor {
    const { state } = this.lstm.unroll(inputs, this.lstm.initialState(lengths.length), { lengths });
    return this.head.forward(state.h);
  }
}

/**
 * Where a name comes from. A name that is at home in several languages is a sample of each, so that
 * not all can be right.
 */
export function origins({ languages, epochs, seed }: OriginsSettings): Recognition {
  const random = seeded(seed);
  const { training, validation, vocabulary } = givenNames(random, { languages });
  const reader = new Reader(vocabulary.size, languages.length, random);
  const optimizer = new Optimizer(reader, [adam({ learningRate: 5e-3 })]);
  const start = performance.now();
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const batch of batches(training.names.length, { size: 32, random })) {
      const padded = padSequences(training.sequences, batch);
      optimizer.step(() => crossEntropy(reader.logits(padded), gatherRows(training.classes, batch)));
    }
  }
  const seconds = (performance.now() - start) / 1000;
  const guesses = ({ names, sequences, classes }: NameSamples): readonly Guess[] => {
    const scores = reader.logits(padSequences(sequences)).toNested() as readonly number[][];
    return names.map((name, i) => ({
      name,
      language: languages[classes.data[i] ?? -1] as Language,
      guess: languages[likeliest(scores[i] ?? [])] as Language,
    }));
  };
  return { updates: optimizer.steps, seconds, training: guesses(training), heldOut: guesses(validation) };
}

/** The share of names of which the language was said. */
export function accuracy(guesses: readonly Guess[]): number {
  return guesses.filter(({ language, guess }) => language === guess).length / guesses.length;
}

const likeliest = (scores: readonly number[]): number => scores.indexOf(Math.max(...scores));
