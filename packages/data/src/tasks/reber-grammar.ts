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
  /** The id of the symbol. */
  readonly id: number;
  /** Ids. */
  readonly legal: readonly number[];
}

const idsOf = (symbols: string): readonly number[] =>
  Array.from(symbols, (symbol) => REBER_SYMBOLS.indexOf(symbol));

const stepOf = (symbol: string, legal: string): Step => ({
  id: REBER_SYMBOLS.indexOf(symbol),
  legal: idsOf(legal),
});

/**
 * The symbols that leave each node of Reber's automaton, and the node each leads to. After node 6 a
 * string ends.
 */
const NODES = [
  { B: 1 },
  { T: 2, P: 3 },
  { S: 2, X: 4 },
  { T: 3, V: 5 },
  { X: 3, S: 6 },
  { P: 4, V: 6 },
  { E: 7 },
  {},
] as const;

/** An edge of the automaton. */
interface Edge {
  readonly step: Step;
  /** The node it leads to. */
  readonly next: number;
}

const EDGES: readonly (readonly Edge[])[] = NODES.map((ways) =>
  Object.entries<number>(ways).map(([symbol, next]) => ({
    step: stepOf(symbol, Object.keys(NODES[next] ?? {}).join('')),
    next,
  })),
);

/** What surrounds a string of Reber's grammar in the embedded one, by the symbol to remember. */
const OUTER = Array.from(['T', 'P'], (outer) => ({
  before: [stepOf('B', 'TP'), stepOf(outer, 'B')],
  after: [stepOf('E', outer), stepOf(outer, 'E')],
}));

const LAST = stepOf('E', '');
const LAST_OF_MANY = stepOf('E', 'B');

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
  let symbols = 0;
  for (let node = 0; node < 6; ) {
    const ways = EDGES[node] as readonly Edge[];
    const { step, next } = ways[ways.length > 1 && uniform(random) >= 0.5 ? 1 : 0] as Edge;
    yield step;
    node = next;
    if (++symbols > LONGEST) {
      throw new ArgumentError(
        'random.float',
        `a Reber string had not ended after ${LONGEST} symbols; the generator must not repeat itself.`,
        { symbols },
      );
    }
  }
}

/** An embedded Reber string without its last symbol. */
function* embedded(random: Random): Generator<Step> {
  const { before, after } = OUTER[uniform(random) < 0.5 ? 0 : 1] as (typeof OUTER)[number];
  yield* before;
  yield* reber(random);
  yield* after;
}

function grammarString(operation: string, steps: readonly Step[]): GrammarString {
  const V = REBER_SYMBOLS.length;
  const legal = zeros(operation, 'length', Float32Array, steps.length * V);
  const ids = new Int32Array(steps.length);
  for (let t = 0; t < steps.length; t++) {
    const step = steps[t] as Step;
    ids[t] = step.id;
    for (const id of step.legal) legal[t * V + id] = 1;
  }
  return { ids, legal: { shape: [steps.length, V], data: legal } };
}
