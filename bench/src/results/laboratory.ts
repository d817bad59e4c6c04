import type { Variant } from '@tbptt/core';
import { BenchError } from '../bench-error.js';
import { definitionOf } from '../cases.js';
import { Conversation } from '../conversation.js';
import { FIRST_STEP, launch, WORKER } from '../launch.js';
import { nodeBinary } from '../node-binary.js';
import { type Contestant, match, type Standing } from '../peers/match.js';
import { rounded } from '../rounded.js';
import type { Findings, Task } from '../task.js';

/** One of ours that takes part in turns. */
export interface Entrant {
  /** The name of a case. */
  readonly case: string;
  readonly variant?: Variant;
  readonly wide?: boolean;
  /** How many threads compute. If it is given, the process is not pinned to a processor. */
  readonly threads?: number;
  /** Repetitions that it has behind it. */
  readonly windows?: number;
  /** `20`, `24`, `26` or a path; the laboratory's own if not given. */
  readonly node?: string;
}

/** What an entrant reached: units per second of each round. */
export interface Reached extends Entrant {
  readonly rates: readonly number[];
  readonly variantUsed: string;
  readonly runtime: string;
}

/** What sections measure with. */
export interface Laboratory {
  /** Measured runs of each. */
  readonly rounds: number;
  /** The least duration of a run. */
  readonly seconds: number;
  /** Performs a task in a process of its own. */
  perform<Found extends object = Findings>(
    task: Omit<Task, 'rounds' | 'seconds'> & Partial<Task>,
  ): Promise<Found>;
  /** Measures in turns, each in a process of its own; those that cannot are left out. */
  turns(entrants: readonly Entrant[]): Promise<readonly Reached[]>;
  /** The least share of its time for which any of the processes so far had a processor. */
  cpuShare(): number;
  /**
   * Milliseconds from the start of a process to the end of the first step of a language model;
   * without one, to the beginning of a program that does nothing.
   */
  firstStep(name?: string): Promise<number>;
}

export interface LaboratoryOptions {
  readonly rounds: number;
  readonly seconds: number;
  /** Seconds that the turns of one group may take. */
  readonly limit: number;
  /** The program of Node on which everything runs that asks for no other. */
  readonly node: string;
  /** What stands before it, such as `taskset -c 1`. */
  readonly prefix: readonly string[];
  /** The program that performs tasks; the worker of this workspace if not given. */
  readonly worker?: string;
  /** The program that trains one step; that of this workspace if not given. */
  readonly firstStep?: string;
}

/** A program that does nothing but say when it began. */
const NOTHING = 'console.log(JSON.stringify({ done: String(process.hrtime.bigint()) }))';

/** A laboratory of real processes. */
export function laboratory({
  rounds,
  seconds,
  limit,
  node,
  prefix,
  worker = WORKER,
  firstStep = FIRST_STEP,
}: LaboratoryOptions): Laboratory {
  let least = 1;
  return {
    cpuShare: () => rounded(least),
    rounds,
    seconds,
    perform: async <Found extends object>(task: Omit<Task, 'rounds' | 'seconds'> & Partial<Task>) => {
      const found: object = await launch({ rounds, seconds, ...task }, { node, prefix, worker });
      if ('cpuShare' in found && typeof found.cpuShare === 'number') least = Math.min(least, found.cpuShare);
      return found as Found;
    },
    turns: async (entrants) => {
      const contestants = entrants.flatMap(
        (entrant, index): readonly (Contestant & { entrant: Entrant })[] => {
          const program = entrant.node === undefined ? node : installed(entrant.node);
          if (program === undefined) return [];
          const { node: _, ...chosen } = entrant;
          const task: Task = { action: 'attend', rounds, seconds, ...chosen };
          const words = [
            ...(entrant.threads === undefined ? prefix : []),
            program,
            worker,
            JSON.stringify(task),
          ];
          return [{ name: String(index), words, entrant }];
        },
      );
      const standings = await match(contestants, { rounds, seconds, limit });
      least = Math.min(least, ...standings.map(({ cpuShare }) => cpuShare));
      return contestants.flatMap(({ entrant }, index) => reachedBy(entrant, standings[index]));
    },
    firstStep: async (name) => {
      const words = name === undefined ? ['-e', NOTHING] : [firstStep, JSON.stringify(definitionOf(name))];
      const start = process.hrtime.bigint();
      const label = name ?? 'node';
      const conversation = new Conversation({ words: [...prefix, node, ...words], label, limit });
      const { done } = await conversation.next<{ readonly done: string }>();
      conversation.close();
      return Number(BigInt(done) - start) / 1e6;
    },
  };
}

function reachedBy(entrant: Entrant, standing: Standing | undefined): readonly Reached[] {
  if (standing?.ready === undefined || standing.rates.length === 0) return [];
  const { version, runtime } = standing.ready;
  return [{ ...entrant, rates: standing.rates, variantUsed: version, runtime }];
}

function installed(choice: string): string | undefined {
  try {
    return nodeBinary(choice);
  } catch (error) {
    if (error instanceof BenchError) return undefined;
    throw error;
  }
}
