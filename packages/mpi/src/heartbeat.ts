import { HostError } from '@tbptt/core';
import { listenToWork } from '@tbptt/core/operation';
import type { Library } from './library.js';

/** The interval at which a rank tells the others that it is alive, and checks the others, in ms. */
const BEAT = 500;
/**
 * If all ranks wait and none makes progress, a wait ends after this time in ms, or after the
 * timeout if that is longer.
 */
const STANDSTILL = 60_000;
/** Ranks end their waits one after the other, so that only one of them reports. */
const [GRACE, MOST_GRACE] = [500, 4000]; // ms
/** The tag of the messages. */
const TAG = 77;
/**
 * A message: the rank, the number and the kind of its latest call of the group, and whether it
 * waits in it.
 */
const [FIELDS, RANK, CALL, KIND, WAITS] = [4, 0, 1, 2, 3];
/** The number of calls that are remembered, to compare them with those of the others. */
const HISTORY = 256;

/** The calls of a group. */
const KINDS = ['none', 'a sum', 'a broadcast', 'a barrier', 'its end'] as const;
export type Call = (typeof KINDS)[number];

/**
 * Tells ranks that work from ranks that hang. A rank that has made no call of the group for half a
 * second sends a message to the others, from the operations of its steps and from a timer. A rank
 * that waits names the call in which it waits. So a rank may compute alone for as long as it needs,
 * and a silent rank has stopped. Messages have a few bytes, and none is sent while calls follow
 * each other faster.
 */
export class Heartbeat {
  readonly #library: Library;
  readonly #rank: number;
  readonly #timeout: number;
  readonly #functions: ReturnType<typeof functionsOf>;
  readonly #flag = new Int32Array(new ArrayBuffer(4));
  readonly #received = new Int32Array(new ArrayBuffer(4 * FIELDS));
  /** `[size]` The last message of each rank, and when it came. */
  readonly #heard: readonly { at: number; call: number; kind: number }[];
  /** `[size]` The message to each rank, which is `pending` until it has left. */
  readonly #sent: readonly { readonly message: Int32Array; readonly request: Uint8Array; pending: boolean }[];
  readonly #stopListening: () => void;
  readonly #timer: ReturnType<typeof setInterval>;
  /** `[size]` How many messages have been sent to each rank; and how many were received. */
  readonly #counts: Float64Array;
  #taken = 0;
  #isSilent = false;
  /** The number of the latest call, and whether this rank waits in it. */
  #call = 0;
  #waits = false;
  readonly #history = new Uint8Array(HISTORY);
  /**
   * When this rank began to wait or to work, when it last checked the others, and when a rank last
   * made progress.
   */
  #since = performance.now();
  #looked = this.#since;
  #moved = this.#since;

  /** `timeout` is in ms. */
  constructor(library: Library, rank: number, size: number, timeout: number) {
    const { handleBytes } = library.constants;
    this.#library = library;
    this.#rank = rank;
    this.#timeout = timeout;
    this.#functions = functionsOf(library);
    this.#heard = Array.from({ length: size }, () => ({ at: 0, call: 0, kind: 0 }));
    this.#sent = Array.from({ length: size }, () => ({
      message: new Int32Array(new ArrayBuffer(4 * FIELDS)),
      request: new Uint8Array(new ArrayBuffer(handleBytes)),
      pending: false,
    }));
    this.#counts = new Float64Array(size);
    this.#stopListening = listenToWork(() => this.beat());
    this.#timer = setInterval(() => this.beat(), BEAT);
    this.#timer.unref();
  }

  /** Notes that this rank begins a call of the group. */
  begin(call: Call): void {
    this.#call++;
    this.#history[this.#call % HISTORY] = KINDS.indexOf(call);
    this.#turn(true);
  }

  /** Notes that the call is over. */
  finish(): void {
    this.#turn(false);
  }

  #turn(waits: boolean): void {
    this.#waits = waits;
    this.#since = performance.now();
    this.#moved = this.#since;
  }

  /**
   * Sends the state of this rank to the others and receives theirs, unless it has just done so.
   * Returns whether it did so.
   */
  beat(): boolean {
    const now = performance.now();
    if (now - this.#looked < BEAT) return false;
    this.#looked = now;
    this.#hear(now);
    if (now - this.#since >= BEAT && !this.#isSilent) this.#tell();
    return true;
  }

  /**
   * Does the work of `beat` in a rank that waits.
   *
   * @throws HostError if another rank has been silent for the timeout or makes other calls, or if
   * no rank makes progress.
   */
  watch(): void {
    if (!this.beat()) return;
    const grace = Math.min(GRACE * this.#rank, MOST_GRACE);
    // By then the first rank has reported what is wrong with any rank but itself.
    if (this.#rank > 0 && this.#looked - this.#since < 3 * BEAT + grace) return;
    const standstill = Math.max(STANDSTILL, this.#timeout);
    // Nothing is left to compute together. A silent rank may be writing the results of all.
    const timeout = this.#kindOf(this.#call) === 'its end' ? standstill : this.#timeout;
    this.#heard.forEach((heard, rank) => {
      if (rank !== this.#rank) this.#requireAlive(rank, heard, timeout, grace);
    });
    if (this.#looked - Math.max(this.#moved, this.#since) > standstill + grace) {
      throw this.#error(
        `all ranks wait, rank ${this.#rank} in ${this.#kindOf(this.#call)}, and none has made progress for ${standstill / 1000} s. If messages ` +
          'take so long, give a longer timeout.',
      );
    }
  }

  #requireAlive(
    rank: number,
    { at, call, kind }: { readonly at: number; readonly call: number; readonly kind: number },
    timeout: number,
    grace: number,
  ): void {
    if (this.#looked - Math.max(at, this.#since) > timeout + grace) {
      throw this.#error(
        `rank ${this.#rank} waits in ${this.#kindOf(this.#call)}, and rank ${rank} has given no sign of life for ${timeout / 1000} s: it has ` +
          'died, was stopped, or is in a loop without end. If it computes for so long without an operation of an engine or a turn ' +
          'of the event loop, let it call atWork() of the group now and then, or give a longer timeout.',
        rank,
      );
    }
    const isKnown = call > 0 && call <= this.#call && this.#call - call < HISTORY;
    if (isKnown && this.#history[call % HISTORY] !== kind) {
      throw this.#error(
        `call ${call} of the group is ${this.#kindOf(call)} on rank ${this.#rank}, and ${KINDS[kind]} on rank ${rank}. Every rank must make the ` +
          'same calls in the same order.',
        rank,
      );
    }
  }

  #kindOf(call: number): Call | undefined {
    return KINDS[this.#history[call % HISTORY] as number];
  }

  /** Ends the messages of this rank. Returns `[size]` how many were sent to each rank. */
  stop(): Float64Array {
    this.#isSilent = true;
    clearInterval(this.#timer);
    this.#stopListening();
    return this.#counts;
  }

  /**
   * Receives the messages that are still on their way, since some libraries warn of messages that
   * nobody receives.
   */
  drain(sent: number): void {
    const late = performance.now() + BEAT;
    while (this.#taken < sent && performance.now() < late) this.#hear(0);
  }

  #hear(now: number): void {
    const { anySource, world, byte, ignore } = this.#library.constants;
    const { probe, receive } = this.#functions;
    const [flag, message] = [this.#flag, this.#received];
    for (;;) {
      this.#check('MPI_Iprobe', probe(anySource, TAG, world, flag, ignore));
      if (flag[0] === 0) return;
      this.#check('MPI_Recv', receive(message, 4 * FIELDS, byte, anySource, TAG, world, ignore));
      this.#taken++;
      const heard = this.#heard[message[RANK] as number];
      if (heard === undefined) continue;
      const call = message[CALL] as number;
      if (message[WAITS] === 0 || call !== heard.call) this.#moved = now;
      heard.at = now;
      heard.call = call;
      heard.kind = message[KIND] as number;
    }
  }

  #tell(): void {
    const { world, byte, ignore } = this.#library.constants;
    const { send, test } = this.#functions;
    this.#sent.forEach((sent, rank) => {
      if (rank === this.#rank) return;
      const { message, request } = sent;
      if (sent.pending) {
        this.#check('MPI_Test', test(request, this.#flag, ignore));
        if (this.#flag[0] === 0) return;
      }
      sent.pending = true;
      this.#counts[rank] = (this.#counts[rank] as number) + 1;
      message[RANK] = this.#rank;
      message[CALL] = this.#call;
      message[KIND] = this.#history[this.#call % HISTORY] as number;
      message[WAITS] = Number(this.#waits);
      this.#check('MPI_Isend', send(message, 4 * FIELDS, byte, rank, TAG, world, request));
    });
  }

  #check(operation: string, code: number): void {
    if (code !== 0) throw this.#error(`${operation} failed with code ${code}.`);
  }

  #error(rule: string, other?: number): HostError {
    return new HostError('world', rule, {
      rank: this.#rank,
      timeout: this.#timeout / 1000,
      ...(other !== undefined && { other }),
    });
  }
}

function functionsOf({ declare }: Library) {
  return {
    probe: declare('MPI_Iprobe', 'iihpa'),
    receive: declare('MPI_Recv', 'pihiiha'),
    send: declare('MPI_Isend', 'pihiihp'),
    test: declare('MPI_Test', 'ppa'),
  };
}
