import { definitionOf } from '../cases.js';
import { unitOf } from '../definition.js';
import { WORKER } from '../launch.js';
import type { Task } from '../task.js';
import { peersIn, type Runtimes } from './catalog.js';
import {
  type Comparison,
  comparisonOf,
  OURS,
  OURS_BLAS,
  OURS_RANKS,
  OURS_RANKS_BLAS,
  OURS_WIDE,
} from './comparison.js';
import { type Contestant, type MatchOptions, match } from './match.js';

/** The cases that peers are measured in. */
export const COMPARED = ['S0', 'S1', 'S2', 'S3', 'S4', 'G1', 'M1', 'L1', 'X1', 'I1'] as const;

export interface CompareOptions extends MatchOptions, Runtimes {
  /** Whether ours runs on vectors of 256 bits as well. */
  readonly wide: boolean;
  /** Whether ours has its products from the BLAS of the machine as well. */
  readonly blas?: boolean;
  /** Whether ours trains by as many processes as there are threads as well. */
  readonly ranks?: boolean;
}

/**
 * Measures a case on ours against one peer after the other, so that no more than two systems wait
 * in memory.
 */
export async function compare(
  name: string,
  { wide, blas = false, ranks = false, rounds, seconds, limit, ...runtimes }: CompareOptions,
  play = match,
): Promise<Comparison> {
  const definition = definitionOf(name);
  if (definition === undefined) throw new RangeError(`there is no case ${name}`);
  const isRanked = ranks && definition.kind === 'language model';
  const ours = [
    ourselves(OURS, name, seconds, runtimes, {}),
    ...(wide ? [ourselves(OURS_WIDE, name, seconds, runtimes, { wide })] : []),
    ...(blas ? [ourselves(OURS_BLAS, name, seconds, runtimes, { blas })] : []),
    ...(isRanked ? [ourselves(OURS_RANKS, name, seconds, runtimes, { ranks })] : []),
    ...(isRanked && blas ? [ourselves(OURS_RANKS_BLAS, name, seconds, runtimes, { ranks, blas })] : []),
  ];
  const peers = peersIn(name, seconds, runtimes);
  const matches = [];
  for (const peer of peers) matches.push(await play([...ours, peer], { rounds, seconds, limit }));
  return comparisonOf(name, unitOf(definition), matches);
}

function ourselves(
  title: string,
  name: string,
  seconds: number,
  { prefix, node, threads = 1 }: Runtimes,
  kind: Pick<Task, 'wide' | 'blas' | 'ranks'>,
): Contestant {
  const task = { action: 'attend', case: name, rounds: 1, seconds, ...kind } as const;
  if (!kind.ranks) {
    const words = [...prefix, node, WORKER, JSON.stringify({ ...task, threads } satisfies Task)];
    return { name: title, words };
  }
  const words = ['mpirun', '-n', String(threads), node, WORKER, JSON.stringify(task satisfies Task)];
  return { name: title, words, environment: AS_ROOT };
}

/** Open MPI asks those who are root whether they are sure, as they are in a container. */
const AS_ROOT = { OMPI_ALLOW_RUN_AS_ROOT: '1', OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1' };
