import { ArgumentError, evaluate, type Random, Tensor } from '@tbptt/core';
import {
  COUNT,
  describe,
  type Floats,
  formatShape,
  isInRange,
  numbersOf,
  type OptionNames,
  requireRandom,
  requireRange,
  SIZE,
} from '@tbptt/core/operation';
import { requireGivenOptions, requireUnrollable } from '../arguments.js';
import { requireCausal } from '../causal.js';
import { stepOf } from '../cells/single-step.js';
import type { State, UnrollableLayer } from '../recurrent.js';
import { draw, requireSamplingRules } from './symbol-probabilities.js';

/** Options of `sample`. */
export interface SampleOptions<S extends State> {
  /** The generator that the symbols are drawn from: one number for each symbol. */
  readonly random: Random;
  /** The symbols that the model reads before it writes, at least one. */
  readonly prime: ArrayLike<number>;
  /** The number of symbols to draw. Default: no end. */
  readonly length?: number;
  /**
   * Divides the logits: below 1 more cautious, above 1 more daring. At 0 the likeliest symbol is
   * always taken. Default: 1.
   */
  readonly temperature?: number;
  /** The number of likeliest symbols among which one is drawn. Default: all. */
  readonly topK?: number;
  /**
   * The probability of the likeliest symbols among which one is drawn, above 0 to 1: of the fewest
   * that have it together (nucleus sampling, Holtzman et al. 2020, arXiv:1904.09751). It applies
   * after the temperature and `topK`. Default: 1, all.
   */
  readonly topP?: number;
  /**
   * The least probability of a candidate, as a share of that of the likeliest symbol, from 0 to 1
   * (min-p sampling, Nguyen et al. 2025, arXiv:2407.01082). It applies after `topP`. Default: 0, all.
   */
  readonly minP?: number;
  /**
   * By what the logits of symbols are divided that were read before, if they are above 0, or
   * multiplied otherwise (Keskar et al. 2019, arXiv:1909.05858). Above 1 they become less likely. It
   * applies before the temperature. Default: 1, nothing changes.
   */
  readonly repetitionPenalty?: number;
  /** Symbols that end the sample; the one that was drawn is the last. Default: none. */
  readonly stop?: ArrayLike<number>;
  /** The state before the first symbol of `prime`. Default: the model's initial state. */
  readonly state?: S;
}

const NAMES: OptionNames<SampleOptions<State>> = {
  random: true,
  prime: true,
  length: true,
  temperature: true,
  topK: true,
  topP: true,
  minP: true,
  repetitionPenalty: true,
  stop: true,
  state: true,
};

/**
 * A symbol that was drawn, and the state from which it was drawn: a sample can continue from there.
 */
export interface Sampled<S extends State> {
  readonly symbol: number;
  /** The state before `symbol` is read. */
  readonly state: S;
}

/**
 * Draws symbols from a language model one at a time, each read back in before the next:
 * `P(symbol) = softmax(logits / temperature)`, among the candidates of `topK`, `topP` and `minP`. Of equal
 * logits the lower symbol counts as the likelier. A logit of -Infinity is a symbol that is never
 * drawn.
 *
 * @throws ArgumentError if an argument is not valid, or an element of `prime` is no symbol that the
 * model reads
 * @throws NonFiniteError if a logit is NaN or Infinity, or all of them are -Infinity
 */
export function sample<S extends State>(
  model: UnrollableLayer<S>,
  options: SampleOptions<S>,
): Generator<Sampled<S>, void, void> {
  requireModel(model);
  requireGivenOptions('sample', options, NAMES);
  const { random, prime, length = Number.POSITIVE_INFINITY, temperature = 1, state } = options;
  const { topK = model.outputSize, topP = 1, minP = 0, repetitionPenalty = 1, stop = [] } = options;
  requireRandom('sample', random);
  requirePrime(prime);
  requireRange('sample', 'length', length, { ...COUNT, most: Number.POSITIVE_INFINITY });
  const rules = { temperature, topK, topP, minP, repetitionPenalty };
  requireSamplingRules('sample', rules);
  requireSymbols('stop', stop);
  return draws(model, { random, prime, length, ...rules, stop, state });
}

/** Options with their defaults. */
type Plan<S extends State> = Required<Omit<SampleOptions<S>, 'state'>> & { readonly state: S | undefined };

function* draws<S extends State>(
  model: UnrollableLayer<S>,
  plan: Plan<S>,
): Generator<Sampled<S>, void, void> {
  const { prime, length } = plan;
  let state = plan.state ?? model.initialState(1);
  const logits = new Float32Array(model.outputSize);
  const weights = new Float64Array(model.outputSize);
  const seen = new Set<number>();
  const ends = new Set(Array.from(plan.stop));
  const read = (symbol: number): void => {
    const ids = { shape: [1], data: Int32Array.of(symbol) };
    seen.add(symbol);
    state = evaluate(() => {
      const stepped = stepOf(model, ids, state);
      const output = logitsOf(stepped.output, logits.length);
      for (let i = 0; i < logits.length; i++) logits[i] = output[i] as number;
      return stepped.state;
    });
  };
  for (let i = 0; i < prime.length; i++) read(prime[i] as number);
  for (let i = 0; i < length; i++) {
    const symbol = draw(logits, plan, seen, plan.random, weights);
    yield { symbol, state };
    if (ends.has(symbol)) return;
    if (i + 1 < length) read(symbol);
  }
}

function logitsOf(output: Tensor, outputSize: number): Floats {
  if (output instanceof Tensor && output.size === outputSize) return numbersOf(output);
  throw new ArgumentError(
    'sample',
    `the output of model.step is ${output instanceof Tensor ? formatShape(output.shape) : describe(output)}; it must be the logits [1, ${outputSize}].`,
  );
}

function requireModel(model: UnrollableLayer): void {
  requireUnrollable('sample', model);
  requireRange('sample', 'outputSize of the model', model.outputSize, SIZE);
  requireCausal('sample', model, 'it can be unrolled over whole sequences only');
}

function requirePrime(prime: ArrayLike<number>): void {
  const given: unknown = prime;
  if (typeof given !== 'object' || given === null || !isInRange(prime.length, COUNT)) {
    throw new ArgumentError(
      'sample',
      `prime is ${describe(given)}; it must be an array of symbols, such as vocabulary.encode(text).`,
    );
  }
  if (prime.length === 0) {
    throw new ArgumentError(
      'sample',
      'prime is empty; give at least one symbol for the model to start from.',
    );
  }
  requireSymbols('prime', prime);
}

/** Checks a list of symbols. */
function requireSymbols(name: string, symbols: ArrayLike<number>): void {
  const given: unknown = symbols;
  if (typeof given !== 'object' || given === null || !isInRange(symbols.length, COUNT)) {
    throw new ArgumentError('sample', `${name} is ${describe(given)}; it must be an array of symbols.`);
  }
  for (let i = 0; i < symbols.length; i++) {
    // The model knows how many symbols it reads: it may read some that it never writes.
    if (isInRange(symbols[i], { ...COUNT, most: MOST_SYMBOLS })) continue;
    throw new ArgumentError(
      'sample',
      `element ${i} of ${name} is ${describe(symbols[i])}; symbols are whole numbers of at least 0.`,
      { position: i, symbol: symbols[i] },
    );
  }
}

/** Indices are 32-bit numbers. */
const MOST_SYMBOLS = 2 ** 31 - 1;
