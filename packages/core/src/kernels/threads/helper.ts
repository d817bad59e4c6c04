import { HostError } from '../../errors.js';
import type { LinearMemory } from '../../memory/linear-memory.js';
import { PAGE_BYTES } from '../../memory/pages.js';
import { FAILURE, MESSAGE_CHARACTERS, WORD } from './control.js';
import { startWorker, type Worker } from './host.js';
import type { Tape } from './tape.js';

/** Rounds of waiting for a helper that has begun, before the thread that calls goes to sleep. */
const SPINS = 4000;
/**
 * How long a thread sleeps before it checks whether the helper that it waits for still makes calls,
 * in milliseconds.
 */
const SLEEP_MS = 1000;
/** A helper that makes no call for this long is considered dead. */
const SILENCE_MS = 120_000;
const MOST_TICKETS = 2 ** 30;
/** The largest number of forks that a helper skips before it is tried again. */
const MOST_REST = 64;

/** A thread that makes the calls on a tape beside the one that calls. */
export class Helper {
  readonly #words: Int32Array;
  readonly #worker: Worker;
  readonly #sleeps: boolean;
  #ticket = 0;
  #gone = false;
  /** The number of consecutive jobs that were taken back. */
  #late = 0;
  /** The number of further forks that the helper skips. */
  #rest = 0;
  #takesPart = true;
  /** The block of the latest tape, and how many numbers it takes. */
  #block = 0;
  #room = 0;

  /** @throws an error of the host if it refuses a thread. */
  constructor(
    readonly memory: LinearMemory,
    readonly tape: Tape,
    /** The number of consecutive jobs for which it may be late before it is skipped for a while. */
    readonly mostLate: number,
  ) {
    const control = new SharedArrayBuffer(4 * (WORD.message + MESSAGE_CHARACTERS));
    this.#words = new Int32Array(control);
    this.#sleeps = maySleep(this.#words);
    this.#worker = startWorker({ memory: memory.wasm, control }, () => {
      this.#gone = true;
    });
  }

  /** Whether the thread has started, and takes jobs. */
  get ready(): boolean {
    return !this.#gone && this.#words[WORD.ready] === 1;
  }

  /** Whether the thread takes part in the present fork. */
  get takesPart(): boolean {
    return this.#takesPart && this.ready;
  }

  /**
   * Begins a fork. A thread that is late repeatedly has no processor of its own. It takes part only
   * from time to time, to find out whether it has one now.
   */
  beginFork(): void {
    this.#takesPart = this.#rest === 0;
    if (this.#rest > 0) this.#rest--;
  }

  /** Whether the thread has ended, failed or never started. */
  get gone(): boolean {
    return this.#gone;
  }

  /** Gives the calls on its tape to the helper. */
  post(): void {
    const words = this.#words;
    const { tape, memory } = this;
    if (tape.length > this.#room) this.#enlarge(2 * tape.length);
    tape.copyTo(memory.doubles, this.#block / Float64Array.BYTES_PER_ELEMENT);
    words[WORD.tape] = this.#block;
    words[WORD.length] = tape.length;
    words[WORD.pages] = memory.byteLength / PAGE_BYTES;
    const ticket = (this.#ticket % MOST_TICKETS) + 1;
    this.#ticket = ticket;
    Atomics.store(words, WORD.claim, ticket);
    Atomics.store(words, WORD.ticket, ticket);
    if (Atomics.load(words, WORD.asleep) === 1) Atomics.notify(words, WORD.ticket);
  }

  /**
   * Waits until the job is done. If the helper has not begun it, this thread does it.
   *
   * @throws HostError if the helper fails midway, or seems to be dead.
   */
  join(): void {
    const words = this.#words;
    const { tape } = this;
    const ticket = this.#ticket;
    if (Atomics.compareExchange(words, WORD.claim, ticket, -ticket) === ticket) {
      const beyond = ++this.#late - this.mostLate;
      if (beyond > 0) this.#rest = Math.min(2 ** (beyond - 1), MOST_REST);
      this.#replay();
      return;
    }
    this.#late = 0;
    this.#await(ticket);
    const failed = words[WORD.failed];
    if (failed !== 0) this.#gone = true;
    if (failed === FAILURE.before) this.#replay();
    else tape.clear(true);
    if (failed === FAILURE.midway) throw failure(`a helper thread failed: ${this.#message()}`);
  }

  /** Ends the thread. */
  end(): void {
    this.#gone = true;
    Atomics.store(this.#words, WORD.ticket, -1);
    Atomics.notify(this.#words, WORD.ticket);
    this.#worker.terminate();
  }

  /** Does the job on this thread. */
  #replay(): void {
    try {
      this.tape.replay();
    } finally {
      this.tape.clear(false);
    }
  }

  #await(ticket: number): void {
    const words = this.#words;
    let left = SPINS;
    let pulse: number | undefined;
    let since = 0;
    while (Atomics.load(words, WORD.done) !== ticket) {
      if (--left > 0) continue;
      left = SPINS;
      if (this.#sleeps) this.#sleep(ticket);
      const now = Date.now();
      if (words[WORD.pulse] !== pulse) [pulse, since] = [words[WORD.pulse], now];
      else if (now - since > SILENCE_MS) {
        this.end();
        throw failure('a helper thread does not answer any more');
      }
    }
  }

  #sleep(ticket: number): void {
    const words = this.#words;
    Atomics.store(words, WORD.awaited, 1);
    const done = Atomics.load(words, WORD.done);
    if (done !== ticket) Atomics.wait(words, WORD.done, done, SLEEP_MS);
    Atomics.store(words, WORD.awaited, 0);
  }

  #enlarge(room: number): void {
    const { blocks } = this.memory;
    const block = blocks.allocate(room * Float64Array.BYTES_PER_ELEMENT);
    if (this.#block !== 0) blocks.free(this.#block);
    [this.#block, this.#room] = [block, room];
  }

  #message(): string {
    const words = this.#words.subarray(
      WORD.message,
      WORD.message + (this.#words[WORD.messageLength] as number),
    );
    return String.fromCharCode(...words);
  }
}

/** Returns whether this thread may sleep. The main thread of a page may not. */
function maySleep(words: Int32Array): boolean {
  try {
    Atomics.wait(words, WORD.done, -1, 0);
    return true;
  } catch {
    return false;
  }
}

function failure(what: string): HostError {
  return new HostError(
    'threads',
    `${what}, so the results of the step are lost; go back to what was saved, and use fewer threads.`,
  );
}
