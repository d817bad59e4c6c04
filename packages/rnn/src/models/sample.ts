import { ArgumentError, evaluate, NonFiniteError, type Random, Tensor } from '@tbptt/core';
import {
  COUNT,
  describe,
  type Floats,
  formatShape,
  isInRange,
  NOT_NEGATIVE,
  numbersOf,
  type OptionNames,
  requireRandom,
  requireRange,
  SIZE,
} from '@tbptt/core/operation';
import { requireGivenOptions, requireUnrollable } from '../arguments.js';
import { requireCausal } from '../causal.js';
import type { Recurrent, State } from '../recurrent.js';

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
 * `P(symbol) = softmax(logits / temperature)`, among the candidates of `topK` and `topP`. Of equal
 * logits the lower symbol counts as the likelier. A logit of -Infinity is a symbol that is never
 * drawn.
 *
 * @throws ArgumentError if an argument is not valid, or an element of `prime` is no symbol that the
 * model reads
 * @throws NonFiniteError if a logit is NaN or Infinity, or all of them are -Infinity
 */
export function sample<S extends State>(
  model: Recurrent<S>,
  options: SampleOptions<S>,
): Generator<Sampled<S>, void, void> {
  requireModel(model);
  requireGivenOptions('sample', options, NAMES);
  const { random, prime, length = Number.POSITIVE_INFINITY, temperature = 1, state } = options;
  const { topK = model.outputSize, topP = 1 } = options;
  requireRandom('sample', random);
  requirePrime(prime);
  requireRange('sample', 'length', length, { ...COUNT, most: Number.POSITIVE_INFINITY });
  requireRange('sample', 'temperature', temperature, NOT_NEGATIVE);
  requireRange('sample', 'topK', topK, { ...SIZE, most: Number.POSITIVE_INFINITY });
  requireRange('sample', 'topP', topP, { above: 0, most: 1 });
  return draws(model, { random, prime, length, temperature, topK, topP, state });
}

/** Options with their defaults. */
type Plan<S extends State> = Required<Omit<SampleOptions<S>, 'state'>> & { readonly state: S | undefined };

function* draws<S extends State>(model: Recurrent<S>, plan: Plan<S>): Generator<Sampled<S>, void, void> {
  const { prime, length } = plan;
  let state = plan.state ?? model.initialState(1);
  const logits = new Float32Array(model.outputSize);
  const weights = new Float64Array(model.outputSize);
  const read = (symbol: number): void => {
    const ids = { shape: [1], data: Int32Array.of(symbol) };
    state = evaluate(() => {
      const stepped = model.step(ids, state);
      const output = logitsOf(stepped.output, logits.length);
      for (let i = 0; i < logits.length; i++) logits[i] = output[i] as number;
      return stepped.state;
    });
  };
  for (let i = 0; i < prime.length; i++) read(prime[i] as number);
  for (let i = 0; i < length; i++) {
    const symbol = draw(logits, plan, weights);
    yield { symbol, state };
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

/** How a symbol is drawn from logits. */
type Drawing = Pick<Plan<State>, 'random' | 'temperature' | 'topK' | 'topP'>;

/**
 * Draws a symbol with the probability `softmax(logits / temperature)` among the candidates. weights:
 * [V], kept by the caller from draw to draw.
 */
function draw(
  logits: Float32Array,
  { random, temperature, topK, topP }: Drawing,
  weights: Float64Array,
): number {
  const best = likeliest(logits);
  if (temperature === 0) return best;
  const highest = logits[best] as number;
  const isCandidate = topK < logits.length ? amongTop(logits, topK) : undefined;
  let sum = 0;
  for (let symbol = 0; symbol < weights.length; symbol++) {
    const weight =
      isCandidate === undefined || isCandidate(symbol)
        ? Math.exp(((logits[symbol] as number) - highest) / temperature)
        : 0;
    weights[symbol] = weight;
    sum += weight;
  }
  if (topP < 1) sum = keepNucleus(weights, topP * sum);
  let rest = random.float() * sum;
  for (let symbol = 0; symbol < weights.length; symbol++) {
    rest -= weights[symbol] as number;
    if (rest < 0) return symbol;
  }
  return best;
}

/**
 * Sets all weights to 0 but the fewest of the largest that have at least `share` together. Returns
 * their sum.
 */
function keepNucleus(weights: Float64Array, share: number): number {
  let count = 0;
  let together = 0;
  for (const weight of weights.toSorted().toReversed()) {
    together += weight;
    count++;
    if (together >= share) break;
  }
  const isCandidate = amongTop(weights, count);
  let sum = 0;
  for (let symbol = 0; symbol < weights.length; symbol++) {
    if (isCandidate(symbol)) sum += weights[symbol] as number;
    else weights[symbol] = 0;
  }
  return sum;
}

/**
 * Returns the symbol with the highest logit, the first of several.
 *
 * @throws NonFiniteError if the logits are no distribution
 */
function likeliest(logits: Float32Array): number {
  let best = 0;
  for (let symbol = 0; symbol < logits.length; symbol++) {
    const logit = logits[symbol] as number;
    if (Number.isNaN(logit) || logit === Number.POSITIVE_INFINITY) {
      throw new NonFiniteError(
        'sample',
        `the logit of symbol ${symbol} is ${logit}. Check the parameters of the model: a model that has diverged cannot be sampled.`,
        { symbol, logit },
      );
    }
    if (logit > (logits[best] as number)) best = symbol;
  }
  if (logits[best] !== Number.NEGATIVE_INFINITY) return best;
  throw new NonFiniteError('sample', 'the logits of all symbols are -Infinity, so none can be drawn.');
}

/**
 * Returns a test whether a symbol is one of the `count` with the highest logits or weights. It is
 * called for each symbol once, in ascending order.
 */
function amongTop(logits: Float32Array | Float64Array, count: number): (symbol: number) => boolean {
  const descending = logits.toSorted().toReversed();
  const least = descending[count - 1] as number;
  let ties = count - descending.indexOf(least);
  return (symbol) => {
    const logit = logits[symbol] as number;
    return logit > least || (logit === least && ties-- > 0);
  };
}

function requireModel(model: Recurrent): void {
  requireUnrollable('sample', model);
  if (typeof model.step !== 'function') {
    throw new ArgumentError(
      'sample',
      `the model, ${describe(model)}, cannot make single steps; it must have step(input, state), as recurrent layers, Stack and CharLM have.`,
    );
  }
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
  for (let i = 0; i < prime.length; i++) {
    // The model knows how many symbols it reads: it may read some that it never writes.
    if (isInRange(prime[i], { ...COUNT, most: MOST_SYMBOLS })) continue;
    throw new ArgumentError(
      'sample',
      `element ${i} of prime is ${describe(prime[i])}; symbols are whole numbers of at least 0.`,
      { position: i, symbol: prime[i] },
    );
  }
}

/** Indices are 32-bit numbers. */
const MOST_SYMBOLS = 2 ** 31 - 1;
