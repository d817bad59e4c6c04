import { evaluate, NonFiniteError } from '@tbptt/core';
import { type OptionNames, requireRange, SIZE } from '@tbptt/core/operation';
import { requireGivenOptions, requireUnrollable } from '../arguments.js';
import { requireCausal } from '../causal.js';
import { stepOf } from '../cells/single-step.js';
import type { State, UnrollableLayer } from '../recurrent.js';
import { selectLanes } from '../states/select-lanes.js';
import { requireLogits } from './require-logits.js';
import { requirePrime } from './require-symbols.js';
import { type Stop, StopRule } from './stop-rule.js';

/** Options of `beamSearch`. */
export interface BeamSearchOptions<S extends State> {
  /** The symbols that the model reads before it writes, at least one. */
  readonly prime: ArrayLike<number>;
  /** The largest number of symbols to write. */
  readonly length: number;
  /** The number of texts that are continued side by side, and returned. */
  readonly beams: number;
  /**
   * The endings of a text: it is complete when it ends with one. Default: none, so texts have
   * `length` symbols.
   */
  readonly stop?: Stop;
  /**
   * The score of a text is its log-probability divided by the number of its symbols to this power:
   * 0 prefers short texts, 1 the highest mean, as in Hugging Face's `transformers`. Default: 1.
   */
  readonly lengthPenalty?: number;
  /** The state before the first symbol of `prime`, one lane. Default: the model's initial state. */
  readonly state?: S;
}

const NAMES: OptionNames<BeamSearchOptions<State>> = {
  prime: true,
  length: true,
  beams: true,
  stop: true,
  lengthPenalty: true,
  state: true,
};

/** A text that `beamSearch` found. */
export interface Hypothesis {
  readonly symbols: readonly number[];
  /** `Σ log P(symbol)`, in nats. */
  readonly logProbability: number;
  /** `logProbability / symbols.length ** lengthPenalty`, by which texts are sorted. */
  readonly score: number;
}

/** The beginning of a text, which is continued. */
interface Beam {
  readonly symbols: readonly number[];
  readonly logProbability: number;
}

/**
 * Searches for likely texts: of all continuations of the `beams` likeliest beginnings, the `beams`
 * likeliest are continued. Texts that end are set aside, and the search ends when no beginning can
 * become better than the `beams` best of them. With one beam it takes the likeliest symbol at each
 * step. With as many beams as there are beginnings it finds the likeliest text of all.
 *
 * @returns at most `beams` texts, the best first. Of equal scores the earlier one comes first.
 * @throws ArgumentError if an argument is not valid, or an element of `prime` is no symbol.
 * @throws NonFiniteError if a logit is NaN or Infinity, or all of them are -Infinity.
 */
export function beamSearch<S extends State>(
  model: UnrollableLayer<S>,
  options: BeamSearchOptions<S>,
): readonly Hypothesis[] {
  requireUnrollable('beamSearch', model);
  requireCausal('beamSearch', model, 'it can be unrolled over whole sequences only');
  requireRange('beamSearch', 'outputSize of the model', model.outputSize, SIZE);
  requireGivenOptions('beamSearch', options, NAMES);
  const { prime, length, beams, stop = [], lengthPenalty = 1 } = options;
  requireRange('beamSearch', 'length', length, SIZE);
  requireRange('beamSearch', 'beams', beams, SIZE);
  requireRange('beamSearch', 'lengthPenalty', lengthPenalty, {});
  const ends = new StopRule('beamSearch', stop, model.outputSize);
  const read = Array.from(requirePrime('beamSearch', 'prime', prime));
  return search(model, read, { length, beams, stop: ends, lengthPenalty }, options.state);
}

/** Checked options, with their defaults. */
interface Plan {
  readonly length: number;
  readonly beams: number;
  readonly stop: StopRule;
  readonly lengthPenalty: number;
}

function search<S extends State>(
  model: UnrollableLayer<S>,
  prime: readonly number[],
  { length, beams: width, stop, lengthPenalty }: Plan,
  given: S | undefined,
): readonly Hypothesis[] {
  const scored = ({ symbols, logProbability }: Beam): Hypothesis => ({
    symbols,
    logProbability,
    score: logProbability / symbols.length ** lengthPenalty,
  });
  let state = given ?? model.initialState(1);
  let logits: Float32Array = new Float32Array(0);
  const step = (symbols: readonly number[], lanes: readonly number[] | undefined): void => {
    const outcome = evaluate(() => {
      const from = lanes === undefined ? state : selectLanes(state, lanes);
      const ids = { shape: [symbols.length], data: Int32Array.from(symbols) };
      const { output, state: next } = stepOf(model, ids, from);
      logits = Float32Array.from(requireLogits('beamSearch', output, symbols.length, model.outputSize));
      return { state: next };
    });
    state = outcome.state;
  };
  for (const symbol of prime) step([symbol], undefined);
  // An ending may begin in the prime.
  const read = stop.reach === 0 ? [] : prime.slice(-stop.reach);
  let beams: readonly Beam[] = [{ symbols: [], logProbability: 0 }];
  const ended: Hypothesis[] = [];
  for (let written = 1; written <= length && beams.length > 0; written++) {
    // At most `lastSymbols` of the continuations of a beam end a text, so these leave `width` that do not.
    const best = bestContinuations(beams, logits, model.outputSize, (1 + stop.lastSymbols) * width);
    const lanes: number[] = [];
    const next: Beam[] = [];
    best.forEach(({ lane, beam }, rank) => {
      const isEnd = stop.endAt([...read, ...beam.symbols.slice(0, -1)], beam.symbols.at(-1) as number) > 0;
      if (isEnd && rank < width) insert(ended, scored(beam), width);
      if (isEnd || next.length === width) return;
      next.push(beam);
      lanes.push(lane);
    });
    beams = next;
    if (written === length || beams.length === 0) break;
    if (
      ended.length === width &&
      !canImprove(beams, ended.at(-1)?.score ?? 0, written, length, lengthPenalty)
    ) {
      return ended;
    }
    step(
      beams.map(({ symbols }) => symbols.at(-1) as number),
      lanes,
    );
  }
  for (const beam of beams) insert(ended, scored(beam), width);
  return ended;
}

/** Inserts a text into a list of at most `most`, which is sorted by score. */
function insert(best: Hypothesis[], text: Hypothesis, most: number): void {
  const place = best.findIndex(({ score }) => score < text.score);
  best.splice(place < 0 ? best.length : place, 0, text);
  if (best.length > most) best.pop();
}

/**
 * Returns whether one of the beginnings can become a text of a better score. Its log-probability,
 * which is not above 0, can only fall.
 */
function canImprove(
  beams: readonly Beam[],
  score: number,
  written: number,
  length: number,
  lengthPenalty: number,
): boolean {
  const longest = (lengthPenalty > 0 ? length : written + 1) ** lengthPenalty;
  return beams.some(({ logProbability }) => logProbability / longest > score);
}

/** Returns the `count` likeliest continuations of the beams by a symbol, the likeliest first. */
function bestContinuations(
  beams: readonly Beam[],
  logits: Float32Array,
  symbols: number,
  count: number,
): { readonly lane: number; readonly beam: Beam }[] {
  const found: { lane: number; symbol: number; logProbability: number }[] = [];
  beams.forEach(({ logProbability }, lane) => {
    const own = logits.subarray(lane * symbols, (lane + 1) * symbols);
    const total = logSumExp(own);
    own.forEach((logit, symbol) => {
      if (logit === Number.NEGATIVE_INFINITY) return;
      found.push({ lane, symbol, logProbability: logProbability + logit - total });
    });
  });
  found.sort((a, b) => b.logProbability - a.logProbability || a.lane - b.lane || a.symbol - b.symbol);
  return found.slice(0, count).map(({ lane, symbol, logProbability }) => ({
    lane,
    beam: { symbols: [...(beams[lane]?.symbols ?? []), symbol], logProbability },
  }));
}

function logSumExp(logits: Float32Array): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) {
    if (Number.isNaN(logit) || logit === Number.POSITIVE_INFINITY) {
      throw new NonFiniteError('beamSearch', `a logit is ${logit}. Check the parameters of the model.`, {
        logit,
      });
    }
    highest = Math.max(highest, logit);
  }
  if (highest === Number.NEGATIVE_INFINITY) {
    throw new NonFiniteError('beamSearch', 'the logits of all symbols are -Infinity, so none can follow.');
  }
  return highest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0));
}
