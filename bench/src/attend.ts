/**
 * The other end of a `Conversation`: what a process does that is measured in turns. It prints what
 * it is (`Ready`, or `Unable`) when it is set up and warm; then it answers each line of its
 * standard input, a `Turn`, with a line, a `Run`; it ends with its input. Peers speak the same, in
 * any language.
 */
import { createInterface } from 'node:readline';
import type { Workload } from './workload.js';

/** What a process says about itself before its first turn. */
export interface Ready {
  /** Its version: `4.22.0`. */
  readonly version: string;
  /** What runs it: `Node 24.21.0`. */
  readonly runtime: string;
  /** Units of work of one repetition. */
  readonly size: number;
  /** How the case is written, in a few words, where that needs words. */
  readonly idiom?: string;
  /** What is different from the case's definition. */
  readonly differs?: string;
}

/** Why a process cannot do a case. */
export interface Unable {
  readonly unable: string;
}

/** A request for one run. */
export interface Turn {
  /** The least duration of the run. */
  readonly seconds: number;
}

/** One run. */
export interface Run {
  readonly repetitions: number;
  /** Seconds of the clock. */
  readonly elapsed: number;
  /** Seconds of a processor. */
  readonly processor: number;
}

/** A workload whose repetitions may be asynchronous, as a peer's are. */
export interface AttendedWorkload extends Pick<Workload, 'size'> {
  /**
   * Whether a run waits for other processes. Then it has less than a processor also where nothing
   * disturbs it, and counts as undisturbed. Default: false.
   */
  readonly waits?: boolean;
  run(): void | Promise<void>;
}

const LEAST_WARM_UP = 3;
/** Repetitions that take longer than this, in seconds, are warm after one. */
const LONG = 1;

/** Warms a workload up for at least `seconds`, says what it is, and answers turns until there are no more. */
export async function attend(
  workload: AttendedWorkload,
  about: Omit<Ready, 'size'>,
  seconds: number,
): Promise<void> {
  const first = await runFor(workload, 0);
  if (first.elapsed < LONG) {
    for (let i = 1; i < LEAST_WARM_UP; i++) await workload.run();
    await runFor(workload, seconds);
  }
  say({ ...about, size: workload.size } satisfies Ready);
  for await (const line of createInterface({ input: process.stdin })) {
    const turn = JSON.parse(line) as Turn;
    say((await runFor(workload, turn.seconds)) satisfies Run);
  }
}

/** Prints a line of a conversation. */
export function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function runFor(workload: AttendedWorkload, seconds: number): Promise<Run> {
  const start = performance.now();
  const before = process.cpuUsage();
  let repetitions = 0;
  let elapsed = 0;
  do {
    const pending = workload.run();
    if (pending !== undefined) await pending;
    repetitions++;
    elapsed = (performance.now() - start) / 1000;
  } while (elapsed < seconds);
  const { user, system } = process.cpuUsage(before);
  const processor = (user + system) / 1e6;
  return {
    repetitions,
    elapsed,
    processor: workload.waits === true ? Math.max(processor, elapsed) : processor,
  };
}
