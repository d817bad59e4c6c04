import { setTimeout as sleep } from 'node:timers/promises';
import type { Group } from '@tbptt/core';
import { CliError } from '../errors.js';

/** The variables by which launchers of MPI tell a process how many there are. */
const SIZES = ['OMPI_COMM_WORLD_SIZE', 'PMI_SIZE', 'SLURM_STEP_NUM_TASKS'] as const;

/** The variables by which they tell a process its rank. */
const RANKS = ['OMPI_COMM_WORLD_RANK', 'PMI_RANK', 'SLURM_PROCID'] as const;

/** The time by which the first of several processes writes an error before the others, in ms. */
const GRACE = 1500;

/**
 * Waits on all but the first of several processes. If all fail, the first writes its error and ends
 * the others meanwhile.
 */
export async function letFirstSpeak(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  if (startedIn(env) > 1 && RANKS.some((name) => Number(env[name]) > 0)) await sleep(GRACE);
}

function startedIn(env: Readonly<Record<string, string | undefined>>): number {
  return Math.max(...SIZES.map((name) => Number(env[name] ?? 1) || 1));
}

/**
 * The processes of `mpirun` that train together, or this process alone. The first of them reads the
 * clock, validates, saves and reports.
 */
export class Ranks {
  readonly #end: () => void;

  constructor(
    /** Undefined if this process trains alone. */
    readonly group: Group | undefined,
    end: () => void = () => {},
  ) {
    this.#end = end;
  }

  /**
   * Joins the processes that a launcher has started, if there are several.
   *
   * @throws CliError if the MPI library is missing.
   */
  static async join(env: Readonly<Record<string, string | undefined>>): Promise<Ranks> {
    const started = startedIn(env);
    if (started < 2) return new Ranks(undefined);
    try {
      const { world } = await import('@tbptt/mpi');
      const group = await world();
      return group.size > 1 ? new Ranks(group, () => group.end()) : new Ranks(undefined);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const missing = reason.includes('@tbptt/mpi') ? ' Install @tbptt/mpi beside this program.' : '';
      throw new CliError(`cannot train with ${started} processes: ${reason}${missing}`, { cause: error });
    }
  }

  /** Whether this is the process that reports. */
  get isFirst(): boolean {
    return this.group === undefined || this.group.rank === 0;
  }

  get size(): number {
    return this.group?.size ?? 1;
  }

  /** Returns the sums of numbers over all ranks. */
  sum(...numbers: readonly number[]): readonly number[] {
    if (this.group === undefined) return numbers;
    const sums = Float64Array.from(numbers);
    this.group.allReduce([sums]);
    return [...sums];
  }

  /** Runs `work` on the first rank alone. The others wait for it, however long it takes. */
  async onFirst(work: () => Promise<void>): Promise<void> {
    if (this.isFirst) await work();
    this.group?.barrier();
  }

  /** Ends when all ranks have called it. */
  end(): void {
    this.#end();
  }
}
