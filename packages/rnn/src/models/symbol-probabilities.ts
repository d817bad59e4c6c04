import { ArgumentError, NonFiniteError, type Random } from '@tbptt/core';
import {
  COUNT,
  describe,
  isInRange,
  NOT_NEGATIVE,
  type OptionNames,
  requireOptions,
  requireRange,
  SIZE,
} from '@tbptt/core/operation';

/** The rules by which a symbol is drawn from logits, see `SampleOptions`. */
export interface SamplingRules {
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly minP: number;
  readonly repetitionPenalty: number;
}

/** Options of `symbolProbabilities`, which mean what they mean in `sample`. */
export interface SymbolProbabilitiesOptions extends Partial<SamplingRules> {
  /** The symbols that were read before, for the repetition penalty. Default: none. */
  readonly seen?: Iterable<number>;
}

const OPTIONS: OptionNames<SymbolProbabilitiesOptions> = {
  temperature: true,
  topK: true,
  topP: true,
  minP: true,
  repetitionPenalty: true,
  seen: true,
};

/**
 * Returns the probabilities by which `sample` draws a symbol from logits `[V]`, with its options: the
 * repetition penalty, the temperature, `topK`, `topP` and `minP`, in this order, as in the library
 * `transformers` of Hugging Face. They add up to 1.
 *
 * @throws ArgumentError if the logits are not a list of numbers, or an option is unknown or has a
 * value that it must not have.
 * @throws NonFiniteError if a logit is NaN or Infinity, or all of them are -Infinity.
 */
export function symbolProbabilities(
  logits: ArrayLike<number>,
  options: SymbolProbabilitiesOptions = {},
): Float64Array {
  const name = 'symbolProbabilities';
  requireOptions(name, options, OPTIONS);
  const given: unknown = logits;
  const isList = typeof given === 'object' && given !== null && isInRange(logits.length, SIZE);
  if (!isList || !Array.from(logits).every((logit) => typeof logit === 'number')) {
    throw new ArgumentError(
      name,
      `the logits are ${describe(given)}; they must be an array of numbers, one for each symbol.`,
    );
  }
  const { temperature = 1, topK = logits.length, topP = 1, minP = 0, repetitionPenalty = 1 } = options;
  const { seen = [] } = options;
  const rules = { temperature, topK, topP, minP, repetitionPenalty };
  requireSamplingRules(name, rules);
  if (typeof seen !== 'object' || seen === null || !(Symbol.iterator in seen)) {
    throw new ArgumentError(
      name,
      `seen is ${describe(seen)}; it must be symbols, such as an array or a set.`,
    );
  }
  const weights = new Float64Array(logits.length);
  const penalized = Float32Array.from(logits);
  penalize(penalized, new Set(seen), repetitionPenalty);
  const best = likeliest(name, penalized);
  if (temperature === 0) return weights.fill(1, best, best + 1);
  const sum = weigh(penalized, best, rules, weights);
  return weights.map((weight) => weight / sum);
}

/** @throws ArgumentError if one of the rules is not in its range */
export function requireSamplingRules(operation: string, rules: SamplingRules): void {
  requireRange(operation, 'temperature', rules.temperature, NOT_NEGATIVE);
  requireRange(operation, 'topK', rules.topK, { ...SIZE, most: Number.POSITIVE_INFINITY });
  requireRange(operation, 'topP', rules.topP, { above: 0, most: 1 });
  requireRange(operation, 'minP', rules.minP, { least: 0, most: 1 });
  requireRange(operation, 'repetitionPenalty', rules.repetitionPenalty, { above: 0 });
}

/** Applies the repetition penalty to the logits in place. */
function penalize(logits: Float32Array, seen: ReadonlySet<number>, penalty: number): void {
  if (penalty === 1) return;
  for (const symbol of seen) {
    // A model may read symbols that it never writes.
    if (!isInRange(symbol, { ...COUNT, below: logits.length })) continue;
    const logit = logits[symbol] as number;
    logits[symbol] = logit > 0 ? logit / penalty : logit * penalty;
  }
}

/**
 * Draws a symbol with the probability `softmax(logits / temperature)` among the candidates.
 *
 * @param logits [V] The repetition penalty changes them.
 * @param weights [V] Room that the caller keeps from draw to draw.
 */
export function draw(
  logits: Float32Array,
  rules: SamplingRules,
  seen: ReadonlySet<number>,
  random: Random,
  weights: Float64Array,
): number {
  penalize(logits, seen, rules.repetitionPenalty);
  const best = likeliest('sample', logits);
  if (rules.temperature === 0) return best;
  const sum = weigh(logits, best, rules, weights);
  let rest = random.float() * sum;
  for (let symbol = 0; symbol < weights.length; symbol++) {
    rest -= weights[symbol] as number;
    if (rest < 0) return symbol;
  }
  return best;
}

/** Writes the weight of each symbol, 0 for those that are no candidates. Returns their sum. */
function weigh(
  logits: Float32Array,
  best: number,
  { temperature, topK, topP, minP }: SamplingRules,
  weights: Float64Array,
): number {
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
  return minP > 0 ? keepAbove(weights, minP) : sum;
}

/** Sets the weights below `least` to 0; that of the likeliest symbol is 1. Returns the sum of the others. */
function keepAbove(weights: Float64Array, least: number): number {
  let sum = 0;
  for (let symbol = 0; symbol < weights.length; symbol++) {
    const weight = weights[symbol] as number;
    if (weight >= least) sum += weight;
    else weights[symbol] = 0;
  }
  return sum;
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
function likeliest(operation: string, logits: Float32Array): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let symbol = 0; symbol < logits.length; symbol++) {
    highest = Math.max(highest, logits[symbol] as number);
  }
  if (Number.isFinite(highest)) return logits.indexOf(highest);
  const symbol = logits.findIndex((logit) => !(logit < Number.POSITIVE_INFINITY));
  const logit = logits[symbol];
  if (logit === undefined) {
    throw new NonFiniteError(operation, 'the logits of all symbols are -Infinity, so none can be drawn.');
  }
  throw new NonFiniteError(
    operation,
    `the logit of symbol ${symbol} is ${logit}. Check the parameters of the model: a model that has diverged cannot be sampled.`,
    { symbol, logit },
  );
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
