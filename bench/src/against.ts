import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BenchError } from './bench-error.js';
import { definitionOf } from './cases.js';
import { unitOf } from './definition.js';
import { flopsOf } from './flops.js';
import { latestNode } from './latest-node.js';
import { launch, WORKER } from './launch.js';
import { median } from './measure.js';
import type { Output } from './output.js';
import { COMPARED } from './peers/compare.js';
import { match, type Standing } from './peers/match.js';
import { pinning } from './processor.js';
import { laboratory } from './results/laboratory.js';
import { busyWarning, grouped } from './table.js';
import type { Task } from './task.js';

/** What `bench against` heeds. */
export interface AgainstFlags {
  readonly node?: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly pin: boolean;
  readonly wide?: boolean;
  readonly json?: boolean;
}

/** A case here beside the same case there. */
export interface Pair {
  readonly case: string;
  readonly unit: string;
  readonly here: number;
  readonly there: number;
  /**
   * How many times as good it is here: the median of the ratios of the rounds; above 1 is faster,
   * sooner or smaller.
   */
  readonly ratio: number;
  readonly min: number;
  readonly max: number;
  readonly cpuShare: number;
}

/** Beside the cases: milliseconds to the end of the first step of S1, and the peak memory of two cases. */
const START = 'start';
const MEMORY = ['S2', 'S4'] as const;
const MEGABYTES = 'memory';

const LIMIT = 600;

/**
 * Measures cases here and in another checkout of this repository, which has been built, in turns: a
 * process of each, warm; a run here, a run there. Without names: every case that peers have, the
 * start (fresh processes in turns) and the peak memory; a case that one of them cannot measure is told
 * and left out.
 */
export async function runAgainst(
  folder: string,
  names: readonly string[],
  flags: AgainstFlags,
  output: Output,
): Promise<void> {
  const there = join(resolve(folder), 'bench', 'dist');
  const others = { worker: join(there, 'worker.js'), firstStep: join(there, 'first-step.js') };
  const missing = Object.values(others).find((file) => !existsSync(file));
  if (missing !== undefined) {
    throw new BenchError(
      `${missing} does not exist: run "pnpm install" and "pnpm bench --help" in ${folder}.`,
    );
  }
  const pairs: Pair[] = [];
  const setting: Setting = {
    ...flags,
    node: latestNode(flags.node).path,
    prefix: flags.pin ? pinning() : [],
    others,
  };
  const isNamed = names.length > 0;
  if (!flags.json) output.out(row(['case', 'here', 'there', 'ratio', 'rounds: least - most']));
  for (const name of isNamed ? names : [...COMPARED, START, MEGABYTES]) {
    try {
      for (const pair of await pairsOf(name, setting)) {
        pairs.push(pair);
        output.out(flags.json ? JSON.stringify(pair) : rowOf(pair));
      }
    } catch (error) {
      // An older checkout does not have every case.
      if (isNamed || !(error instanceof BenchError)) throw error;
      output.error(`bench: ${error.message}`);
    }
  }
  for (const line of busyWarning(pairs)) output.error(line);
}

interface Setting extends Omit<AgainstFlags, 'node'> {
  readonly node: string;
  readonly prefix: readonly string[];
  readonly others: { readonly worker: string; readonly firstStep: string };
}

async function pairsOf(name: string, setting: Setting): Promise<readonly Pair[]> {
  if (name === START) return [await startPair(setting)];
  if (name === MEGABYTES) {
    const pairs: Pair[] = [];
    for (const one of MEMORY) pairs.push(await memoryPair(one, setting));
    return pairs;
  }
  const definition = definitionOf(name);
  if (definition === undefined) throw new BenchError(`there is no case ${name}`);
  const { rounds, seconds, prefix, node, wide, others } = setting;
  const task: Task = { action: 'attend', case: name, rounds: 1, seconds, ...(wide ? { wide } : {}) };
  const words = (worker: string) => [...prefix, node, worker, JSON.stringify(task)];
  const [here, there] = await match(
    [
      { name: 'here', words: words(WORKER) },
      { name: 'there', words: words(others.worker) },
    ],
    { rounds, seconds, limit: LIMIT },
  );
  const share = Math.min(here?.cpuShare ?? 0, there?.cpuShare ?? 0);
  const unit = unitOf(definition);
  const scale = unit === 'GFLOP/s' ? flopsOf(definition) / 1e9 : 1;
  const [ours, theirs] = [ratesOf(name, here), ratesOf(name, there)].map((rates) =>
    rates.map((rate) => rate * scale),
  );
  return [pairOf(name, unit, ours ?? [], theirs ?? [], share)];
}

function ratesOf(name: string, standing: Standing | undefined): readonly number[] {
  if (standing?.unable !== undefined) throw new BenchError(`${name}, ${standing.name}: ${standing.unable}`);
  return standing?.rates ?? [];
}

async function startPair({ rounds, seconds, prefix, node, others }: Setting): Promise<Pair> {
  const options = { rounds, seconds, limit: LIMIT, node, prefix };
  const [here, there] = [laboratory(options), laboratory({ ...options, ...others })];
  const times: [number[], number[]] = [[], []];
  for (let i = 0; i < 2 * rounds + 1; i++) {
    times[0].push(await here.firstStep('S1'));
    times[1].push(await there.firstStep('S1'));
  }
  return pairOf(START, 'ms', times[0], times[1], 1, true);
}

async function memoryPair(name: string, { seconds, prefix, node, others }: Setting): Promise<Pair> {
  const task: Task = { action: 'measure', case: name, rounds: 1, seconds };
  const here = await launch(task, { node, prefix });
  const there = await launch(task, { node, prefix, worker: others.worker });
  const megabytes = (bytes: number) => [bytes / 1e6];
  return pairOf(`${name}, peak`, 'MB', megabytes(here.peakBytes), megabytes(there.peakBytes), 1, true);
}

/** The pair of two lists of figures, round by round; of times and sizes less is better. */
export function pairOf(
  name: string,
  unit: string,
  here: readonly number[],
  there: readonly number[],
  cpuShare: number,
  lessIsBetter = false,
): Pair {
  const ratios = here.flatMap((value, round) => {
    const other = there[round];
    if (other === undefined) return [];
    return [lessIsBetter ? other / value : value / other];
  });
  return {
    case: name,
    unit,
    here: median(here),
    there: median(there),
    ratio: median(ratios),
    min: Math.min(...ratios),
    max: Math.max(...ratios),
    cpuShare,
  };
}

function rowOf({ case: name, unit, here, there, ratio, min, max }: Pair): string {
  const cells = [name, `${grouped(here)} ${unit}`, `${grouped(there)} ${unit}`, ratio.toFixed(3)];
  return row([...cells, `${min.toFixed(3)} - ${max.toFixed(3)}`]);
}

const COLUMNS = [12, 24, 24, 8] as const;

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(COLUMNS[index] ?? 0))
    .join(' ')
    .trimEnd();
}
