import { join } from 'node:path';
import { definitionOf } from '../cases.js';
import { type Definition, SYMBOLS } from '../definition.js';
import { PEERS } from '../places.js';
import type { Contestant } from './match.js';

/** What runs a peer. */
export interface Runtimes {
  readonly node: string;
  /** A Python that has PyTorch, to meet it in the place of the JavaScript peers. */
  readonly python: string | undefined;
  /** What stands before every program, such as `taskset -c 1`. */
  readonly prefix: readonly string[];
  /** How many threads each has. Default: one, beside the JavaScript peers, which have no more. */
  readonly threads?: number | undefined;
}

export const PYTORCH = 'PyTorch';

/**
 * TensorFlow.js with gradients that are not its own: a second way to write the cases of language
 * models and of convolutions, and the faster one.
 */
export const BY_HAND = 'TF.js, by hand';

/** The kinds of cases that are written out by hand, too. */
const BY_HAND_KINDS: readonly (Definition['kind'] | undefined)[] = ['language model', 'lenet'];

/** A peer in JavaScript. */
interface Script {
  readonly script: string;
  /** Which way of writing the case, where the script knows several. */
  readonly idiom?: string;
}

const JAVASCRIPT: Readonly<Record<string, Script>> = {
  'TensorFlow.js': { script: 'tfjs.mjs' },
  [BY_HAND]: { script: 'tfjs.mjs', idiom: 'by hand' },
  'jax-js': { script: 'jax.mjs' },
  'brain.js': { script: 'brain.mjs' },
};

/** The names of the JavaScript peers in the order of their columns. */
export const JAVASCRIPT_PEERS: readonly string[] = Object.keys(JAVASCRIPT);

/** The peers in a case: those in JavaScript, or PyTorch if it is given. */
export function peersIn(
  name: string,
  seconds: number,
  { node, python, prefix, threads = 1 }: Runtimes,
): Contestant[] {
  const definition = definitionOf(name);
  const task = { case: name, definition, symbols: SYMBOLS, seconds };
  if (python !== undefined) {
    const count = String(threads);
    return [
      {
        name: PYTORCH,
        words: [...prefix, python, join(PEERS, 'pytorch.py'), JSON.stringify({ ...task, threads })],
        environment: { OMP_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count, MKL_NUM_THREADS: count },
      },
    ];
  }
  return Object.entries(JAVASCRIPT)
    .filter(([, { idiom }]) => idiom === undefined || BY_HAND_KINDS.includes(definition?.kind))
    .map(([peer, { script, idiom }]) => ({
      name: peer,
      words: [...prefix, node, join(PEERS, script), JSON.stringify({ ...task, idiom })],
    }));
}
