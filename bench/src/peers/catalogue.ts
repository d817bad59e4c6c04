import { join } from 'node:path';
import { definitionOf } from '../cases.js';
import { SYMBOLS } from '../definition.js';
import { PEERS } from '../places.js';
import type { Contestant } from './match.js';

/** What runs a peer. */
export interface Runtimes {
  readonly node: string;
  /** A Python that has PyTorch. */
  readonly python: string | undefined;
  /** What stands before every program, such as `taskset -c 1`. */
  readonly prefix: readonly string[];
}

export const PYTORCH = 'PyTorch';

const JAVASCRIPT: Readonly<Record<string, string>> = {
  'TensorFlow.js': 'tfjs.mjs',
  'jax-js': 'jax.mjs',
  'brain.js': 'brain.mjs',
};

/** The names of the peers in the order of their columns. */
export const PEER_NAMES: readonly string[] = [PYTORCH, ...Object.keys(JAVASCRIPT)];

/** The peers in a case, PyTorch first where there is one. */
export function peersIn(name: string, seconds: number, { node, python, prefix }: Runtimes): Contestant[] {
  const task = JSON.stringify({ case: name, definition: definitionOf(name), symbols: SYMBOLS, seconds });
  const threads = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  const pytorch =
    python === undefined
      ? []
      : [
          {
            name: PYTORCH,
            words: [...prefix, python, join(PEERS, 'pytorch.py'), task],
            environment: threads,
          },
        ];
  const javascript = Object.entries(JAVASCRIPT).map(([peer, script]) => ({
    name: peer,
    words: [...prefix, node, join(PEERS, script), task],
  }));
  return [...pytorch, ...javascript];
}
