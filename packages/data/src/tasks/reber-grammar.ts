import type { Floats } from '../arrays.js';
import type { Random } from '../batches.js';
import { requireCount } from './task-option-error.js';

/** The symbols of the Reber grammars, each at its id. */
export const REBER_SYMBOLS = 'BTPSXVE';

/** A string of a grammar, and what may follow each of its symbols. */
export interface GrammarString {
  /** `[N]`, ids of {@link REBER_SYMBOLS}. */
  readonly ids: Int32Array;
  /** `[N, 7]`: 1 for each symbol that the grammar allows after the symbols up to this one, else 0; one or two are. */
  readonly legal: Floats;
}

/** What leads from each node of Reber's automaton: a symbol and the next node. From node 6 the string ends. */
const EDGES: readonly (readonly (readonly [symbol: string, next: number])[])[] = [
  [['B', 1]],
  [
    ['T', 2],
    ['P', 3],
  ],
  [
    ['S', 2],
    ['X', 4],
  ],
  [
    ['T', 3],
    ['V', 5],
  ],
  [
    ['X', 3],
    ['S', 6],
  ],
  [
    ['P', 4],
    ['V', 6],
  ],
  [['E', 7]],
];

/**
 * A string of Reber's grammar (Reber 1967; Cleeremans et al. 1989), such as `BTSSXXTVVE`: each of two ways is taken with probability 1/2. It
 * needs a short memory only. After the last symbol nothing may follow: its row of `legal` is zero.
 */
export function reberString(random: Random): GrammarString {
  return grammarString([...reber(random), ['E', '']]);
}

/**
 * A string of the embedded Reber grammar, `B T <Reber string> T E` or `B P <Reber string> P E`, equally likely (Cleeremans et al. 1989;
 * Hochreiter & Schmidhuber 1997, experiment 1): the last symbol but one repeats the second, so that must be remembered through the string between. After the
 * last symbol nothing may follow: its row of `legal` is zero.
 */
export function embeddedReberString(random: Random): GrammarString {
  return grammarString([...embedded(random), ['E', '']]);
}

/**
 * The first `length` symbols of strings of the embedded Reber grammar one after the other without end, B after E (Gers, Schmidhuber & Cummins 2000,
 * continual Reber): for a state that is carried on, and that must learn to forget.
 *
 * @throws TaskOptionError where `length` is below 1
 */
export function continualReber(random: Random, length: number): GrammarString {
  requireCount('continualReber', 'length', length);
  const steps: Step[] = [];
  while (steps.length < length) {
    for (const step of embedded(random)) steps.push(step);
    steps.push(['E', 'B']);
  }
  return grammarString(steps.slice(0, length));
}

/** A symbol and what may follow it. */
type Step = readonly [symbol: string, legal: string];

/** A Reber string without its last symbol. */
function* reber(random: Random): Generator<Step> {
  for (let node = 0; node < 6; ) {
    const ways = EDGES[node] ?? [];
    const [symbol, next] = ways[ways.length > 1 && random.float() >= 0.5 ? 1 : 0] ?? ['E', 6];
    const following = (EDGES[next] ?? []).map(([follower]) => follower).join('');
    yield [symbol, following];
    node = next;
  }
}

/** An embedded Reber string without its last symbol. */
function* embedded(random: Random): Generator<Step> {
  const outer = random.float() < 0.5 ? 'T' : 'P';
  yield ['B', 'TP'];
  yield [outer, 'B'];
  yield* reber(random);
  yield ['E', outer];
  yield [outer, 'E'];
}

function grammarString(steps: readonly Step[]): GrammarString {
  const V = REBER_SYMBOLS.length;
  const legal = new Float32Array(steps.length * V);
  steps.forEach(([, following], t) => {
    for (const symbol of following) legal[t * V + REBER_SYMBOLS.indexOf(symbol)] = 1;
  });
  return {
    ids: Int32Array.from(steps, ([symbol]) => REBER_SYMBOLS.indexOf(symbol)),
    legal: { shape: [steps.length, V], data: legal },
  };
}
