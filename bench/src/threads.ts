import { type Pair, pairOf } from './against.js';
import { BenchError } from './bench-error.js';
import { definitionOf } from './cases.js';
import { unitOf } from './definition.js';
import { WORKER } from './launch.js';
import { nodeBinary } from './node-binary.js';
import type { Output } from './output.js';
import { match, type Standing } from './peers/match.js';
import { busyWarning, grouped } from './table.js';
import type { Task } from './task.js';

/** What `bench --threads` heeds. */
export interface ThreadsFlags extends Pick<Task, 'variant' | 'wide' | 'blas'> {
  readonly node?: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly json?: boolean;
}

const LIMIT = 600;

/**
 * Measures cases with several threads beside one thread, in turns: a process of each, warm, neither
 * of them pinned to a processor.
 */
export async function runThreads(
  names: readonly string[],
  threads: number,
  flags: ThreadsFlags,
  output: Output,
): Promise<void> {
  if (!flags.json) {
    output.out(
      row(['case', '1 thread', `${threads} threads`, 'ratio', 'rounds: least - most', 'processors']),
    );
  }
  const pairs: Pair[] = [];
  for (const name of names) {
    const { pair, processors } = await pairWith(name, threads, flags);
    pairs.push(pair);
    const { unit, here, there, ratio, min, max, cpuShare } = pair;
    const rounds = `${min.toFixed(3)} - ${max.toFixed(3)}`;
    const cells = [name, `${grouped(there)} ${unit}`, `${grouped(here)} ${unit}`, ratio.toFixed(3), rounds];
    output.out(
      flags.json
        ? JSON.stringify({
            case: name,
            unit,
            threads,
            one: there,
            several: here,
            ratio,
            min,
            max,
            cpuShare,
            processors,
          })
        : row([...cells, processors.toFixed(2)]),
    );
  }
  for (const line of busyWarning(pairs)) output.error(line);
}

async function pairWith(
  name: string,
  threads: number,
  { variant, wide, blas, node, rounds, seconds }: ThreadsFlags,
): Promise<{ readonly pair: Pair; readonly processors: number }> {
  const definition = definitionOf(name);
  if (definition === undefined) throw new BenchError(`there is no case ${name}`);
  const program = nodeBinary(node);
  const task: Task = {
    action: 'attend',
    case: name,
    rounds: 1,
    seconds,
    ...(variant === undefined ? {} : { variant }),
    ...(wide ? { wide } : {}),
    ...(blas ? { blas } : {}),
  };
  const one = [program, WORKER, JSON.stringify(task)];
  const several = [program, WORKER, JSON.stringify({ ...task, threads })];
  const [alone, together] = await match(
    [
      { name: '1 thread', words: one },
      { name: `${threads} threads`, words: several },
    ],
    { rounds, seconds, limit: LIMIT },
  );
  const share = alone?.cpuShare ?? 0;
  const pair = pairOf(name, unitOf(definition), ratesOf(name, together), ratesOf(name, alone), share);
  return { pair, processors: together?.processors ?? 0 };
}

function ratesOf(name: string, standing: Standing | undefined): readonly number[] {
  if (standing?.unable !== undefined) throw new BenchError(`${name}, ${standing.name}: ${standing.unable}`);
  return standing?.rates ?? [];
}

const COLUMNS = [8, 24, 24, 8, 22] as const;

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(COLUMNS[index] ?? 0))
    .join(' ')
    .trimEnd();
}
