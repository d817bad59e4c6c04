import { definitionOf } from '../cases.js';
import { unitOf } from '../definition.js';
import { WORKER } from '../launch.js';
import type { Task } from '../task.js';
import { peersIn, type Runtimes } from './catalog.js';
import { type Comparison, comparisonOf, OURS, OURS_WIDE } from './comparison.js';
import { type Contestant, type MatchOptions, match } from './match.js';

/** The cases that peers are measured in. */
export const COMPARED = ['S0', 'S1', 'S2', 'S3', 'S4', 'G1', 'M1', 'L1', 'X1', 'I1'] as const;

export interface CompareOptions extends MatchOptions, Runtimes {
  /** Whether ours runs on vectors of 256 bits as well. */
  readonly wide: boolean;
  /** Whether ours has its products from the BLAS of the machine. */
  readonly blas?: boolean;
}

/**
 * Measures a case on ours against one peer after the other, so that no more than two systems wait
 * in memory.
 */
export async function compare(
  name: string,
  { wide, blas = false, rounds, seconds, limit, ...runtimes }: CompareOptions,
  play = match,
): Promise<Comparison> {
  const definition = definitionOf(name);
  if (definition === undefined) throw new RangeError(`there is no case ${name}`);
  const ours = [
    ourselves(name, seconds, runtimes, { wide: false, blas }),
    ...(wide ? [ourselves(name, seconds, runtimes, { wide, blas })] : []),
  ];
  const peers = peersIn(name, seconds, runtimes);
  const matches = [];
  for (const peer of peers) matches.push(await play([...ours, peer], { rounds, seconds, limit }));
  return comparisonOf(name, unitOf(definition), matches);
}

function ourselves(
  name: string,
  seconds: number,
  { prefix, node, threads = 1 }: Runtimes,
  { wide, blas }: { readonly wide: boolean; readonly blas: boolean },
): Contestant {
  const task: Task = {
    action: 'attend',
    case: name,
    rounds: 1,
    seconds,
    threads,
    ...(wide && { wide }),
    ...(blas && { blas }),
  };
  return { name: wide ? OURS_WIDE : OURS, words: [...prefix, node, WORKER, JSON.stringify(task)] };
}
