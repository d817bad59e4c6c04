import { crossEntropy, type Random, seeded, type Tensor } from '@tbptt/core';
import { batches, nextSymbols, type SequenceWindow } from '@tbptt/data';
import { type GivenNames, givenNames, type Language } from '@tbptt/data/names';
import { adam, Optimizer } from '@tbptt/optim';
import { CharLM, sample } from '@tbptt/rnn';

/** What `names` is run with. */
export interface NamesSettings {
  readonly language: Language;
  /** Passes over the names. */
  readonly epochs: number;
  /** How many names to invent. */
  readonly wanted: number;
  readonly seed: number;
}

/** What `names` comes to. */
export interface Invention {
  /** How many names were trained on. */
  readonly names: number;
  readonly updates: number;
  readonly seconds: number;
  /** The mean loss of a symbol, in bits, over names that were trained on and over names that were not. */
  readonly trainingBits: number;
  readonly heldOutBits: number;
  /** Names that are in none of the lists. */
  readonly invented: readonly string[];
}

/**
 * A language model of single symbols, as for a text, but a name is a lane of its own: it begins
 * with the boundary, from the initial state, and ends with the boundary. Names of different lengths
 * share a batch; what lies behind the end of one is padding, which neither the layers nor the loss
 * count.
 */
export function names({ language, epochs, wanted, seed }: NamesSettings): Invention {
  const random = seeded(seed);
  const given = givenNames(random, { languages: [language] });
  const { training, validation, vocabulary, boundary } = given;
  const model = new CharLM(vocabulary.size, { hidden: 64, random });
  const optimizer = new Optimizer(model, [adam({ learningRate: 5e-3 })]);
  const start = performance.now();
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const batch of batches(training.names.length, { size: 32, random })) {
      const window = nextSymbols(training.sequences, batch, boundary);
      optimizer.step(() => lossOf(model, window));
    }
  }
  const bits = (sequences: readonly Int32Array[]): number =>
    lossOf(model, nextSymbols(sequences, [...sequences.keys()], boundary)).item() / Math.LN2;
  return {
    names: training.names.length,
    updates: optimizer.steps,
    seconds: (performance.now() - start) / 1000,
    trainingBits: bits(training.sequences),
    heldOutBits: bits(validation.sequences),
    invented: invent(model, given, wanted, random),
  };
}

function lossOf(model: CharLM, { inputs, targets, lengths }: SequenceWindow): Tensor {
  const { outputs } = model.unroll(inputs, model.initialState(lengths.length), { lengths });
  return crossEntropy(outputs, targets);
}

/** Draws names until enough are new. */
function invent(model: CharLM, given: GivenNames, wanted: number, random: Random): readonly string[] {
  const known = new Set([...given.training.names, ...given.validation.names]);
  const invented = new Set<string>();
  while (invented.size < wanted) {
    const name = draw(model, given, random);
    if (!known.has(name)) invented.add(name);
  }
  return [...invented];
}

/** One name, symbol by symbol, from boundary to boundary. */
function draw(model: CharLM, { vocabulary, boundary }: GivenNames, random: Random): string {
  let name = '';
  for (const { symbol } of sample(model, { prime: [boundary], length: 20, temperature: 0.8, random })) {
    if (symbol === boundary) break;
    name += vocabulary.decode([symbol]);
  }
  return name;
}
