import { ArgumentError, evaluate, type Indices, type Random } from '@tbptt/core';
import {
  COUNT,
  currentScope,
  describe,
  isInRange,
  type OptionNames,
  requireRandom,
  requireRange,
  SIZE,
} from '@tbptt/core/operation';
import { requireGivenOptions, requireUnrollable } from '../arguments.js';
import { requireCausal } from '../causal.js';
import { stepOf } from '../cells/single-step.js';
import type { State, UnrollableLayer } from '../recurrent.js';
import { tensorsOf } from '../states/map-states.js';
import { selectLanes } from '../states/select-lanes.js';
import { requireLogits } from './require-logits.js';
import { requirePrime } from './require-symbols.js';
import { type Stop, StopRule } from './stop-rule.js';
import { draw, requireSamplingRules, type SamplingRules } from './symbol-probabilities.js';

/** The symbols that a model reads before it writes, or a list of them for each lane. */
export type Prime = ArrayLike<number> | readonly ArrayLike<number>[];

/** Options of `sample`. */
export interface SampleOptions<S extends State> {
  /**
   * The generator that the symbols are drawn from, one number for each symbol; or one for each lane,
   * so that a lane is what it would be alone.
   */
  readonly random: Random | readonly Random[];
  /**
   * The symbols that the model reads before it writes, at least one; or a list of symbols for each
   * lane, of any lengths.
   */
  readonly prime: Prime;
  /**
   * The number of texts that are drawn side by side, B. Default: 1, or the number of lists of
   * `prime`.
   */
  readonly lanes?: number;
  /** The number of symbols to draw in each lane. Default: no end. */
  readonly length?: number;
  /**
   * The number that logits are divided by: below 1 for likelier symbols, above 1 for more
   * surprising ones. At 0 the likeliest symbol is always taken. Default: 1.
   */
  readonly temperature?: number;
  /** The number of likeliest symbols among which one is drawn. Default: all. */
  readonly topK?: number;
  /**
   * A probability above 0, at most 1. A symbol is drawn from the fewest likeliest ones that have it together
   * (nucleus sampling, Holtzman et al. 2020, arXiv:1904.09751). It applies after the temperature and `topK`.
   * Default: 1, all.
   */
  readonly topP?: number;
  /**
   * The least probability of a candidate, as a share of that of the likeliest symbol, from 0 to 1
   * (min-p sampling, Nguyen et al. 2025, arXiv:2407.01082). It applies after `topP`. Default: 0, all.
   */
  readonly minP?: number;
  /**
   * A factor for symbols that were read before (Keskar et al. 2019, arXiv:1909.05858): their logits
   * are divided by it if they are above 0, and multiplied by it otherwise. Above 1 it makes these
   * symbols less likely. It applies before the temperature. Default: 1, nothing changes.
   */
  readonly repetitionPenalty?: number;
  /** The endings of a text: it is complete when it ends with one. Default: none. */
  readonly stop?: Stop;
  /**
   * The state before the first symbol of `prime`, of B lanes or of one. Default: the model's initial
   * state.
   */
  readonly state?: S;
}

const NAMES: OptionNames<SampleOptions<State>> = {
  random: true,
  prime: true,
  lanes: true,
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
  /** The lane that it belongs to, 0 if there is one. */
  readonly lane: number;
  readonly symbol: number;
  /** The state of all lanes before `symbol` is read. */
  readonly state: S;
}

/**
 * Draws symbols from a language model one at a time, each read back in before the next:
 * `P(symbol) = softmax(logits / temperature)`, among the candidates of `topK`, `topP` and `minP`. Of
 * equal logits the lower symbol counts as the likelier. A logit of -Infinity is a symbol that is
 * never drawn.
 *
 * With several lanes, a step of the model serves all of them. Symbols are yielded step by step, lane
 * by lane; a lane writes as soon as it has read its own `prime`, and is silent once it has ended.
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
  const { random, prime, lanes, length = Number.POSITIVE_INFINITY, temperature = 1, state } = options;
  const { topK = model.outputSize, topP = 1, minP = 0, repetitionPenalty = 1, stop = [] } = options;
  if (lanes !== undefined) requireRange('sample', 'lanes', lanes, SIZE);
  const primes = requirePrimes(prime, lanes);
  requireGenerators(random, primes.length);
  requireRange('sample', 'length', length, { ...COUNT, most: Number.POSITIVE_INFINITY });
  const rules = { temperature, topK, topP, minP, repetitionPenalty };
  requireSamplingRules('sample', rules);
  return draws(model, {
    ...rules,
    random,
    primes,
    length,
    stop: new StopRule('sample', stop, model.outputSize),
    state: stateOf(state, primes.length),
  });
}

/** Checked options, with their defaults. */
interface Plan<S extends State> extends SamplingRules {
  readonly random: Random | readonly Random[];
  readonly primes: readonly Int32Array[];
  readonly length: number;
  readonly stop: StopRule;
  readonly state: S | undefined;
}

function* draws<S extends State>(
  model: UnrollableLayer<S>,
  plan: Plan<S>,
): Generator<Sampled<S>, void, void> {
  const { primes, length, random, stop } = plan;
  const [B, V] = [primes.length, model.outputSize];
  let state = plan.state ?? model.initialState(B);
  const logits = new Float32Array(B * V);
  const weights = new Float64Array(V);
  const next = Int32Array.from(primes, (prime) => prime[0] as number);
  const lanes = primes.map((prime, lane) => ({
    prime,
    logits: logits.subarray(lane * V, (lane + 1) * V),
    random: 'float' in random ? random : (random[lane] as Random),
    seen: new Set<number>(),
    latest: [] as number[],
    drawn: 0,
    hasEnded: length === 0,
  }));
  const read = (input: Indices): S => {
    const stepped = stepOf(model, input, state);
    logits.set(requireLogits('sample', stepped.output, B, V));
    return stepped.state;
  };
  const isAlone = model.stepsAlone === true;
  let writing = length === 0 ? 0 : B;
  for (let step = 1; writing > 0; step++) {
    const ids = { shape: [B], data: next.slice() };
    for (let lane = 0; lane < B; lane++) {
      const { seen, latest } = lanes[lane] as (typeof lanes)[number];
      if (plan.repetitionPenalty !== 1) seen.add(next[lane] as number);
      if (stop.reach === 0) continue;
      latest.push(next[lane] as number);
      if (latest.length > stop.reach) latest.shift();
    }
    state = isAlone && currentScope() === undefined ? read(ids) : evaluate(() => read(ids));
    for (let lane = 0; lane < B; lane++) {
      const each = lanes[lane] as (typeof lanes)[number];
      if (each.hasEnded) continue;
      if (step < each.prime.length) {
        next[lane] = each.prime[step] as number;
        continue;
      }
      const symbol = draw(each.logits, plan, each.seen, each.random, weights);
      next[lane] = symbol;
      each.drawn++;
      each.hasEnded = each.drawn === length || stop.endAt(each.latest, symbol) > 0;
      if (each.hasEnded) writing--;
      yield { lane, symbol, state };
    }
  }
}

function requireModel(model: UnrollableLayer): void {
  requireUnrollable('sample', model);
  requireRange('sample', 'outputSize of the model', model.outputSize, SIZE);
  requireCausal('sample', model, 'it can be unrolled over whole sequences only');
}

/**
 * Returns the symbols that each lane reads first: those of one list for all lanes, or of a list for
 * each lane.
 */
function requirePrimes(prime: Prime, lanes: number | undefined): readonly Int32Array[] {
  const isList = (value: unknown): value is ArrayLike<unknown> =>
    typeof value === 'object' && value !== null && 'length' in value && isInRange(value.length, COUNT);
  if (!isList(prime)) {
    throw new ArgumentError(
      'sample',
      `prime is ${describe(prime)}; it must be an array of symbols, such as vocabulary.encode(text).`,
    );
  }
  const areMany = prime.length > 0 && isList(prime[0]);
  const given: readonly ArrayLike<number>[] = areMany
    ? Array.from(prime as ArrayLike<ArrayLike<number>>)
    : [prime as ArrayLike<number>];
  const primes = given.map((each, lane) => requirePrime('sample', areMany ? `prime ${lane}` : 'prime', each));
  if (lanes === undefined || lanes === primes.length) return primes;
  if (!areMany) return Array.from({ length: lanes }, () => primes[0] as Int32Array);
  throw new ArgumentError(
    'sample',
    `lanes is ${lanes}, but there are ${primes.length} lists of symbols to read first; they must be as many.`,
  );
}

/** Checks that there is a generator, or one for each lane. */
function requireGenerators(random: Random | readonly Random[], lanes: number): void {
  const given: unknown = random;
  if (!Array.isArray(given)) return requireRandom('sample', random);
  for (const each of given) requireRandom('sample', each);
  if (given.length === lanes) return;
  throw new ArgumentError(
    'sample',
    `there are ${given.length} generators for ${lanes} lanes; there must be one, or one for each.`,
  );
}

/** Returns the state of a number of lanes. A state of one lane becomes that of each. */
function stateOf<S extends State>(state: S | undefined, lanes: number): S | undefined {
  if (state === undefined || lanes === 1) return state;
  const [first] = tensorsOf(state);
  if (first === undefined || first.shape[0] !== 1) return state;
  return selectLanes(
    state,
    Array.from({ length: lanes }, () => 0),
  );
}
