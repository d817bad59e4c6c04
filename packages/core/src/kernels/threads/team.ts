import { HostError } from '../../errors.js';
import { Arena } from '../../memory/arena.js';
import type { Linker } from '../../wasm/linker.js';
import { importingShared } from '../../wasm/shared-import.js';
import { GeneratedKernels } from '../generated-kernels.js';
import type { Kernels, Threads } from '../kernels.js';
import { Helper } from './helper.js';
import { soon, whyNoThreads } from './host.js';
import { Tape } from './tape.js';

/** Options of a team. */
export interface TeamOptions {
  /** The number of threads that compute, including the one that calls. */
  readonly threads: number;
  /** Whether the kernels rely on wide vectors. */
  readonly wide: boolean;
  /** The number of consecutive jobs for which a helper may be late. */
  readonly late: number;
  /** Starts no threads, and is called with the milliseconds of each share of a fork. */
  readonly emulate?: ((shares: readonly number[]) => void) | undefined;
}

/** A helper, and the kernels that write their calls on its tape. */
interface Member {
  readonly helper: Helper;
  readonly kernels: GeneratedKernels;
  /** Room for its kernels while they run. */
  readonly scratch: Arena;
}

/** Computes a part of something by `kernels`: from `from` to `to`, with room in `scratch`. */
export type Share = (kernels: Kernels, from: number, to: number, scratch: Arena) => void;

/**
 * The number of calls that a program could have shared before its helpers start, if it never
 * returns to the event loop. That is in about its second step: the code that starts threads would
 * delay the first one.
 */
const LATE = 24;

/** The threads of a set of kernels: helpers, and the thread that calls, which computes by `own`. */
export class Team {
  readonly #members: Member[] = [];
  readonly #requested: number;
  readonly #wide: boolean;
  readonly #late: number;
  readonly #emulate: TeamOptions['emulate'];
  readonly #scratch: Arena;
  /** Whether helpers have been started, or never will be. */
  #started = false;
  /** The number of times that work could have been shared before the helpers started. */
  #missed = 0;
  #refusal: string | undefined;

  /** Helpers start when the event loop turns, or when enough work could have been shared. */
  constructor(
    readonly own: GeneratedKernels,
    { threads, wide, late, emulate }: TeamOptions,
  ) {
    const { memory } = own;
    this.#scratch = memory.arena;
    this.#requested = threads;
    this.#wide = wide;
    this.#late = late;
    this.#emulate = emulate;
    this.#refusal = memory.shared ? whyNoThreads() : 'the memory is not shared';
    if (emulate !== undefined) this.#refusal = 'threads are emulated';
    if (this.#refusal === undefined) soon(() => this.#start());
    else this.#started = true;
  }

  /** The threads that take part. */
  get threads(): Threads {
    const count = 1 + this.#members.filter(({ helper }) => helper.ready).length;
    const requested = this.#requested;
    if (count >= requested) return { requested, count, reason: undefined };
    const ended = this.#members.some(({ helper }) => helper.gone);
    return {
      requested,
      count,
      reason: this.#refusal ?? (ended ? 'a helper thread has ended' : 'helper threads are starting'),
    };
  }

  /** Ends the helpers. */
  end(): void {
    this.#started = true;
    dropped?.unregister(this);
    for (const { helper } of this.#members) helper.end();
    this.#members.length = 0;
    this.#refusal ??= 'the helper threads have been ended';
  }

  /** Returns the tape on which `kernels` write their calls, if they are those of a helper. */
  tapeOf(kernels: Kernels): Tape | undefined {
    return this.#members.find((member) => member.kernels === kernels)?.helper.tape;
  }

  /** Begins a fork, and returns the number of threads that can take a share. */
  present(): number {
    if (!this.#started && ++this.#missed > LATE) this.#start();
    if (this.#emulate !== undefined) return this.#requested;
    let count = 1;
    for (const { helper } of this.#members) {
      helper.beginFork();
      if (helper.takesPart) count++;
    }
    return count;
  }

  /** Computes `units` units in as many shares as there are threads; shares begin at multiples of `grain`. */
  fork(units: number, threads: number, grain: number, share: Share): void {
    const grains = Math.ceil(units / grain);
    const count = Math.max(1, Math.min(threads, grains));
    const begin = (index: number) => Math.min(units, Math.floor((grains * index) / count) * grain);
    const mark = this.#scratch.mark();
    if (this.#emulate !== undefined) {
      const times = Array.from({ length: count }, (_, index) =>
        millisecondsOf(() => share(this.own, begin(index), begin(index + 1), this.#scratch)),
      );
      this.#scratch.release(mark);
      this.#emulate(times);
      return;
    }
    const posted: Helper[] = [];
    const left = [0];
    try {
      let index = 1;
      for (const member of this.#members) {
        if (index === count) break;
        if (!member.helper.takesPart) continue;
        if (this.#post(member, begin(index), begin(index + 1), share)) posted.push(member.helper);
        else left.push(index);
        index++;
      }
      for (; index < count; index++) left.push(index);
      for (const own of left) share(this.own, begin(own), begin(own + 1), this.#scratch);
    } finally {
      joinAll(posted);
      this.#scratch.release(mark);
    }
  }

  /** Gives a share to a helper. Returns false if there is no memory for its tape. */
  #post(member: Member, from: number, to: number, share: Share): boolean {
    const { helper, kernels, scratch } = member;
    scratch.reset();
    try {
      share(kernels, from, to, scratch);
      helper.post();
      return true;
    } catch (error) {
      helper.tape.clear(false);
      if (error instanceof HostError) return false;
      throw error;
    }
  }

  /** Starts helpers, fewer if the host refuses one. */
  #start(): void {
    if (this.#started) return;
    this.#started = true;
    const { memory, rounding } = this.own;
    const wide = this.#wide;
    try {
      for (let i = 1; i < this.#requested; i++) {
        const tape = new Tape(memory, memory.linker as Linker, importingShared);
        const scratch = new Arena(memory.blocks);
        const kernels = new GeneratedKernels(memory, rounding, { wide, linker: tape, scratch });
        this.#members.push({ helper: new Helper(memory, tape, this.#late), kernels, scratch });
      }
    } catch (error) {
      this.#refusal = `the host refuses a thread: ${error instanceof Error ? error.message : String(error)}`;
    }
    const helpers = this.#members.map(({ helper }) => helper);
    if (helpers.length > 0) dropped?.register(this, helpers, this);
  }
}

function millisecondsOf(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/** Waits for all helpers, even if one of them fails: none may still compute when its error is thrown. */
function joinAll(helpers: readonly Helper[], index = 0): void {
  const helper = helpers[index];
  if (helper === undefined) return;
  try {
    helper.join();
  } finally {
    joinAll(helpers, index + 1);
  }
}

/** Ends the threads of teams that were garbage-collected, which would otherwise keep the memory alive. */
const dropped =
  typeof FinalizationRegistry === 'undefined'
    ? undefined
    : new FinalizationRegistry<readonly Helper[]>((helpers) => {
        for (const helper of helpers) helper.end();
      });
