import { type Group, type GroupNumbers, HostError } from '@tbptt/core';
import { type Call, Heartbeat } from './heartbeat.js';
import type { Handle, Library } from './library.js';

/** The number of tests for a message without a check of the other ranks, and without a pause. */
const [BUSY, PATIENT] = [1000, 20_000];
/** The pauses of a long wait in ms: short ones first, then long ones, and the number of short ones. */
const [PAUSE, LONG_PAUSE, SHORT_ONES] = [0.05, 1, 1000];

/**
 * The ranks of `MPI_COMM_WORLD`. A sum takes two rounds and as many bytes as a ring: each rank
 * receives its slice of the numbers of all ranks, adds the slices in the order of the ranks, and
 * sends the sums to all. Messages are sent from the arrays without copies. No call blocks, so a
 * rank that has stopped is an error after the timeout.
 */
export class MpiGroup implements Group {
  readonly rank: number;
  readonly size: number;
  readonly #library: Library;
  readonly #functions: ReturnType<typeof functionsOf>;
  /** Handles of the messages that are on their way. */
  #requests: Uint8Array;
  readonly #flag = new Int32Array(1);
  readonly #pause = new Int32Array(new SharedArrayBuffer(4));
  /** Where the slices of the other ranks are received. */
  #received = new Float64Array(0);
  /** Undefined if there is one rank. */
  readonly #heartbeat: Heartbeat | undefined;
  /** For each number of elements, how many each rank has, and where they begin. */
  readonly #cuts = new Map<number, Cut>();

  /** `timeout` is in seconds. MPI must have been initialized. */
  constructor(library: Library, timeout: number) {
    this.#library = library;
    this.#functions = functionsOf(library);
    this.#requests = new Uint8Array(64 * library.constants.handleBytes);
    const { world, errorsReturn } = library.constants;
    this.#check('MPI_Comm_set_errhandler', this.#functions.setErrorHandler(world, errorsReturn));
    const number = new Int32Array(1);
    this.#check('MPI_Comm_rank', this.#functions.commRank(world, number));
    this.rank = number[0] as number;
    this.#check('MPI_Comm_size', this.#functions.commSize(world, number));
    this.size = number[0] as number;
    this.#heartbeat =
      this.size > 1 ? new Heartbeat(library, this.rank, this.size, timeout * 1000) : undefined;
  }

  allReduce(arrays: readonly GroupNumbers[]): void {
    const { size, rank } = this;
    if (size === 1) return;
    this.#heartbeat?.begin('a sum');
    const { world, inPlace, sum } = this.#library.constants;
    const { alltoallv, allgatherv, reduceLocal } = this.#functions;
    const cuts = arrays.map(({ length }) => this.#cutOf(length));
    const received = this.#receive(arrays, cuts);
    arrays.forEach((array, i) => {
      const { counts, starts, mine, myStarts } = cuts[i] as Cut;
      const type = this.#typeOf(array);
      const request = this.#request(i);
      const code = alltoallv(array, counts, starts, type, received[i], mine, myStarts, type, world, request);
      this.#check('MPI_Ialltoallv', code);
    });
    this.#wait(arrays.length);
    arrays.forEach((array, i) => {
      const { counts, starts } = cuts[i] as Cut;
      const [count, start] = [counts[rank] as number, starts[rank] as number];
      const parts = received[i] as GroupNumbers;
      const own = array.subarray(start, start + count);
      own.set(parts.subarray(0, count));
      for (let other = 1; other < size; other++) {
        const part = parts.subarray(other * count, (other + 1) * count);
        this.#check('MPI_Reduce_local', reduceLocal(part, own, count, this.#typeOf(array), sum));
      }
    });
    arrays.forEach((array, i) => {
      const { counts, starts } = cuts[i] as Cut;
      const type = this.#typeOf(array);
      const code = allgatherv(inPlace, 0, type, array, counts, starts, type, world, this.#request(i));
      this.#check('MPI_Iallgatherv', code);
    });
    this.#wait(arrays.length);
    this.#heartbeat?.finish();
  }

  broadcast(arrays: readonly ArrayBufferView[], root = 0): void {
    if (this.size === 1) return;
    this.#heartbeat?.begin('a broadcast');
    const { world, byte } = this.#library.constants;
    arrays.forEach(({ buffer, byteOffset, byteLength }, i) => {
      const bytes = new Uint8Array(buffer, byteOffset, byteLength);
      const code = this.#functions.broadcast(bytes, byteLength, byte, root, world, this.#request(i));
      this.#check('MPI_Ibcast', code);
    });
    this.#wait(arrays.length);
    this.#heartbeat?.finish();
  }

  barrier(): void {
    this.#meet('a barrier');
  }

  /** Tells the others that this rank is at work, if a message is due. */
  atWork(): void {
    this.#heartbeat?.beat();
  }

  /** Returns when every rank has called it and no message is on its way. */
  close(): void {
    const heartbeat = this.#heartbeat;
    if (heartbeat === undefined) return;
    this.#meet('its end');
    const sent = heartbeat.stop();
    this.allReduce([sent]);
    heartbeat.drain(sent[this.rank] as number);
  }

  #meet(call: Call): void {
    if (this.size === 1) return;
    this.#heartbeat?.begin(call);
    this.#check('MPI_Ibarrier', this.#functions.barrier(this.#library.constants.world, this.#request(0)));
    this.#wait(1);
    this.#heartbeat?.finish();
  }

  /** Waits for `count` messages. */
  #wait(count: number): void {
    const { ignore } = this.#library.constants;
    for (let asked = 1; ; asked++) {
      const code = this.#functions.testAll(count, this.#requests, this.#flag, ignore);
      this.#check('MPI_Testall', code);
      if (this.#flag[0] !== 0) return;
      if (asked % BUSY !== 0 && asked < PATIENT) continue;
      this.#heartbeat?.watch();
      if (asked < PATIENT) continue;
      Atomics.wait(this.#pause, 0, 0, asked < PATIENT + SHORT_ONES ? PAUSE : LONG_PAUSE);
    }
  }

  /** Returns the place of the handle of message `index`. */
  #request(index: number): Uint8Array {
    const { handleBytes } = this.#library.constants;
    const start = index * handleBytes;
    if (start + handleBytes > this.#requests.length) {
      const larger = new Uint8Array(2 * this.#requests.length);
      larger.set(this.#requests);
      this.#requests = larger;
    }
    return this.#requests.subarray(start, start + handleBytes);
  }

  #cutOf(length: number): Cut {
    let cut = this.#cuts.get(length);
    if (cut === undefined) {
      cut = cutOf(length, this.rank, this.size);
      this.#cuts.set(length, cut);
    }
    return cut;
  }

  /** Returns room for the slice of this rank of each array, from every rank. */
  #receive(arrays: readonly GroupNumbers[], cuts: readonly Cut[]): readonly GroupNumbers[] {
    const { size, rank } = this;
    const counts = cuts.map(({ counts }) => (counts[rank] as number) * size);
    const needed = arrays.reduce((sum, array, i) => sum + doublesOf(array, counts[i] as number), 0);
    if (needed > this.#received.length) this.#received = new Float64Array(needed);
    const { buffer } = this.#received;
    let offset = 0;
    return arrays.map((array, i) => {
      const count = counts[i] as number;
      const start = offset * 8;
      offset += doublesOf(array, count);
      return array instanceof Float32Array
        ? new Float32Array(buffer, start, count)
        : new Float64Array(buffer, start, count);
    });
  }

  #typeOf(array: GroupNumbers): Handle {
    const { float, double } = this.#library.constants;
    return array instanceof Float32Array ? float : double;
  }

  #check(operation: string, code: number): void {
    if (code === 0) return;
    const [text, length] = [new Uint8Array(1024), new Int32Array(1)];
    this.#functions.errorString(code, text, length);
    const reason = new TextDecoder().decode(text.subarray(0, length[0])).replaceAll('\0', '').trim();
    throw new HostError('world', `${operation} failed on rank ${this.rank}: ${reason}`, {
      operation,
      code,
      rank: this.rank,
    });
  }
}

/** How an array is cut into a slice for each rank. */
interface Cut {
  /** `[size]` The number of elements of each rank, and where they begin. */
  readonly counts: Int32Array;
  readonly starts: Int32Array;
  /** `[size]` The elements of this rank, as each rank sends them, and where they are received. */
  readonly mine: Int32Array;
  readonly myStarts: Int32Array;
}

function cutOf(length: number, rank: number, size: number): Cut {
  const starts = Int32Array.from({ length: size }, (_, r) => Math.floor((r * length) / size));
  const counts = starts.map((start, r) => (r + 1 < size ? (starts[r + 1] as number) : length) - start);
  const mine = counts[rank] as number;
  return {
    counts,
    starts,
    mine: new Int32Array(size).fill(mine),
    myStarts: Int32Array.from({ length: size }, (_, r) => r * mine),
  };
}

function doublesOf({ BYTES_PER_ELEMENT }: GroupNumbers, count: number): number {
  return Math.ceil((count * BYTES_PER_ELEMENT) / 8);
}

function functionsOf({ declare }: Library) {
  return {
    commRank: declare('MPI_Comm_rank', 'hp'),
    commSize: declare('MPI_Comm_size', 'hp'),
    setErrorHandler: declare('MPI_Comm_set_errhandler', 'hh'),
    errorString: declare('MPI_Error_string', 'ipp'),
    alltoallv: declare('MPI_Ialltoallv', 'ppphppphhp'),
    allgatherv: declare('MPI_Iallgatherv', 'aihppphhp'),
    reduceLocal: declare('MPI_Reduce_local', 'ppihh'),
    broadcast: declare('MPI_Ibcast', 'pihihp'),
    barrier: declare('MPI_Ibarrier', 'hp'),
    testAll: declare('MPI_Testall', 'ippa'),
  };
}
