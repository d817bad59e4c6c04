import { ArgumentError, evaluate, type Random } from '@tbptt/core';
import type { Recurrent, State } from '../recurrent.js';

/** Options of `sample`. */
export interface SampleOptions<S extends State> {
  /** Where the symbols are drawn from. */
  readonly random: Random;
  /** Symbols the model reads before it writes; at least one. */
  readonly prime: ArrayLike<number>;
  /** How many symbols to draw; without end if not given. */
  readonly length?: number;
  /** Divides the logits: below 1 more cautious, above 1 more daring, 0 always the likeliest. 1 if not given. */
  readonly temperature?: number;
  /** Draws among so many likeliest symbols only; all if not given. */
  readonly topK?: number;
  /** The state before the first symbol of `prime`; the model's initial state if not given. */
  readonly state?: S;
}

/** A symbol that was drawn, and the state in which it was: from there a sample can go on. */
export interface Sampled<S extends State> {
  readonly symbol: number;
  /** The state before `symbol` is read. */
  readonly state: S;
}

/**
 * Draws symbols from a language model one at a time, each read back in before the next: `P(symbol) = softmax(logits / temperature)`.
 * Equal probabilities are broken in favor of the lower symbol.
 */
export function* sample<S extends State>(
  model: Recurrent<S>,
  options: SampleOptions<S>,
): Generator<Sampled<S>, void, void> {
  const {
    random,
    prime,
    length = Number.POSITIVE_INFINITY,
    temperature = 1,
    topK = model.outputSize,
  } = options;
  check(prime, length, temperature, topK);
  let state = options.state ?? model.initialState(1);
  let logits: Float32Array = new Float32Array(0);
  const weights = new Float64Array(model.outputSize);
  const read = (symbol: number): void => {
    const ids = { shape: [1], data: Int32Array.of(symbol) };
    ({ state, logits } = evaluate(() => {
      const stepped = model.step(ids, state);
      return { state: stepped.state, logits: stepped.output.toFloats() };
    }));
  };
  for (let i = 0; i < prime.length; i++) read(prime[i] as number);
  for (let i = 0; i < length; i++) {
    const symbol = draw(logits, temperature, topK, random, weights);
    yield { symbol, state };
    if (i + 1 < length) read(symbol);
  }
}

/** A symbol with the probability `softmax(logits / temperature)` among the `topK` likeliest. weights: [V], for the caller to keep from draw to draw. */
function draw(
  logits: Float32Array,
  temperature: number,
  topK: number,
  random: Random,
  weights: Float64Array,
): number {
  const best = likeliest(logits);
  if (temperature === 0) return best;
  const highest = logits[best] as number;
  const isCandidate = topK < logits.length ? amongTop(logits, topK) : () => true;
  let sum = 0;
  for (let symbol = 0; symbol < weights.length; symbol++) {
    const weight = isCandidate(symbol) ? Math.exp(((logits[symbol] as number) - highest) / temperature) : 0;
    weights[symbol] = weight;
    sum += weight;
  }
  let rest = random.float() * sum;
  for (let symbol = 0; symbol < weights.length; symbol++) {
    rest -= weights[symbol] as number;
    if (rest < 0) return symbol;
  }
  return best;
}

/** The symbol with the highest logit, the first of several. */
function likeliest(logits: Float32Array): number {
  let best = 0;
  for (let symbol = 1; symbol < logits.length; symbol++) {
    if ((logits[symbol] as number) > (logits[best] as number)) best = symbol;
  }
  return best;
}

/** Whether a symbol is one of the `count` likeliest; asked of each symbol once, in ascending order. */
function amongTop(logits: Float32Array, count: number): (symbol: number) => boolean {
  const descending = logits.toSorted().toReversed();
  const least = descending[count - 1] as number;
  let ties = count - descending.indexOf(least);
  return (symbol) => {
    const logit = logits[symbol] as number;
    return logit > least || (logit === least && ties-- > 0);
  };
}

function check(prime: ArrayLike<number>, length: number, temperature: number, topK: number): void {
  if (prime.length === 0) {
    throw new ArgumentError(
      'sample',
      'prime is empty; give at least one symbol for the model to start from.',
    );
  }
  if (length !== Number.POSITIVE_INFINITY && (!Number.isInteger(length) || length < 0)) {
    throw new ArgumentError('sample', `length is ${length}; it must be a whole number of at least 0.`);
  }
  if (!Number.isFinite(temperature) || temperature < 0) {
    throw new ArgumentError('sample', `temperature is ${temperature}; it must be a number of at least 0.`);
  }
  if (!Number.isInteger(topK) || topK < 1) {
    throw new ArgumentError('sample', `topK is ${topK}; it must be a whole number of at least 1.`);
  }
}
