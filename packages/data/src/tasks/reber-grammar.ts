import { requireRange, SIZE } from '../arguments.js';
import { type Floats, zeros } from '../arrays.js';
import { ArgumentError } from '../errors.js';
import { type Random, requireRandom, uniform } from '../random.js';

/** The symbols of the Reber grammars in the order of their ids. */
export const REBER_SYMBOLS = 'BTPSXVE';

/** A string of a grammar, and the symbols that may follow each of its symbols. */
export interface GrammarString {
  /** `[N]` Ids of {@link REBER_SYMBOLS}. */
  readonly ids: Int32Array;
  /**
   * `[N, 7]` 1 for each symbol, one or two, that the grammar allows after the symbols up to this
   * one, else 0.
   */
  readonly legal: Floats;
}

/** A symbol of a string, and the symbols that may follow it. */
interface Step {
  readonly symbol: string;
  readonly legal: string;
}

/** A node of Reber's automaton: the symbols that leave it, and the nodes to which they lead. */
interface Node {
  readonly symbols: string;
  readonly next: readonly number[];
}

/** After node 6 a string ends. */
const NODES: readonly Node[] = [
  { symbols: 'B', next: [1] },
  { symbols: 'TP', next: [2, 3] },
  { symbols: 'SX', next: [2, 4] },
  { symbols: 'TV', next: [3, 5] },
  { symbols: 'XS', next: [3, 6] },
  { symbols: 'PV', next: [4, 6] },
  { symbols: 'E', next: [] },
];

const LAST: Step = { symbol: 'E', legal: '' };
const LAST_OF_MANY: Step = { symbol: 'E', legal: 'B' };

/**
 * A string of random edges is longer than this with a probability below 1e-300: such a generator
 * repeats itself.
 */
const LONGEST = 10_000;

/**
 * Returns a string of Reber's grammar (Reber 1967; Cleeremans et al. 1989), such as `BTSSXXTVVE`.
 * Each of two edges has a probability of 1/2. Predicting it needs a short memory only. Nothing may
 * follow the last symbol: its row of `legal` is zero.
 *
 * @throws ArgumentError if `random` is not a generator of random numbers.
 */
export function reberString(random: Random): GrammarString {
  requireRandom('reberString', random);
  return grammarString('reberString', [...reber(random), LAST]);
}

/**
 * Returns a string of the embedded Reber grammar, `B T <Reber string> T E` or `B P <Reber string> P
 * E`, equally likely (Cleeremans et al. 1989; Hochreiter & Schmidhuber 1997, experiment 1). The
 * last symbol but one repeats the second, which must be remembered through the string between.
 * Nothing may follow the last symbol: its row of `legal` is zero.
 *
 * @throws ArgumentError if `random` is not a generator of random numbers.
 */
export function embeddedReberString(random: Random): GrammarString {
  requireRandom('embeddedReberString', random);
  return grammarString('embeddedReberString', [...embedded(random), LAST]);
}

/**
 * Returns the first `length` symbols of an endless sequence of strings of the embedded Reber
 * grammar, B after E (Gers, Schmidhuber & Cummins 2000, continual Reber). It is for a state that is
 * carried from window to window and that must learn to forget.
 *
 * @throws ArgumentError if `length` is not a whole number of at least 1.
 */
export function continualReber(random: Random, length: number): GrammarString {
  requireRandom('continualReber', random);
  requireRange('continualReber', 'length', length, SIZE);
  // Refused before it is drawn.
  zeros('continualReber', 'length', Float32Array, length * REBER_SYMBOLS.length);
  const steps: Step[] = [];
  while (steps.length < length) {
    for (const step of embedded(random)) steps.push(step);
    steps.push(LAST_OF_MANY);
  }
  return grammarString('continualReber', steps.slice(0, length));
}

/** A Reber string without its last symbol. */
function* reber(random: Random): Generator<Step> {
  let count = 0;
  for (let node = 0; node < 6; ) {
    const { symbols, next } = NODES[node] as Node;
    const way = symbols.length > 1 && uniform(random) >= 0.5 ? 1 : 0;
    node = next[way] as number;
    yield { symbol: symbols[way] as string, legal: (NODES[node] as Node).symbols };
    if (++count > LONGEST) {
      throw new ArgumentError(
        'random.float',
        `a Reber string had not ended after ${LONGEST} symbols; the generator must not repeat itself.`,
        { symbols: count },
      );
    }
  }
}

/** An embedded Reber string without its last symbol. */
function* embedded(random: Random): Generator<Step> {
  const outer = uniform(random) < 0.5 ? 'T' : 'P';
  yield { symbol: 'B', legal: 'TP' };
  yield { symbol: outer, legal: 'B' };
  yield* reber(random);
  yield { symbol: 'E', legal: outer };
  yield { symbol: outer, legal: 'E' };
}

function grammarString(operation: string, steps: readonly Step[]): GrammarString {
  const V = REBER_SYMBOLS.length;
  const legal = zeros(operation, 'length', Float32Array, steps.length * V);
  const ids = new Int32Array(steps.length);
  for (let t = 0; t < steps.length; t++) {
    const step = steps[t] as Step;
    ids[t] = REBER_SYMBOLS.indexOf(step.symbol);
    for (const symbol of step.legal) legal[t * V + REBER_SYMBOLS.indexOf(symbol)] = 1;
  }
  return { ids, legal: { shape: [steps.length, V], data: legal } };
}
