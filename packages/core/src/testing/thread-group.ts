import { HostError } from '../errors.js';
import type { Group, GroupNumbers } from '../group.js';

/** Words before the numbers: the ranks that have arrived, and the number of the barrier. */
const [ARRIVED, TURN, HEADER_BYTES] = [0, 1, 16];

/** Options of `createThreadGroup`. */
export interface ThreadGroupOptions {
  /** The number of ranks. */
  readonly size: number;
  /** The bytes that one call may sum or send. */
  readonly bytes: number;
}

/** Returns the memory through which the threads of a `ThreadGroup` exchange numbers. */
export function createThreadGroup({ size, bytes }: ThreadGroupOptions): SharedArrayBuffer {
  return new SharedArrayBuffer(HEADER_BYTES + size * Math.ceil(bytes / 8) * 8);
}

/**
 * A group of worker threads, each with an engine of its own, for tests of what several processes
 * do. Threads wait for one another, so each rank must be in a thread of its own.
 */
export class ThreadGroup implements Group {
  readonly #words: Int32Array;
  readonly #capacity: number;

  /** `shared` is of `createThreadGroup`. A rank that does not come for `timeout` ms is an error. */
  constructor(
    readonly shared: SharedArrayBuffer,
    readonly rank: number,
    readonly size: number,
    readonly timeout = 20_000,
  ) {
    this.#words = new Int32Array(shared, 0, HEADER_BYTES / 4);
    this.#capacity = (shared.byteLength - HEADER_BYTES) / size;
  }

  allReduce(arrays: readonly GroupNumbers[]): void {
    this.#send(arrays, this.rank);
    this.barrier();
    for (let rank = 0; rank < this.size; rank++) {
      let offset = this.#start(rank);
      for (const array of arrays) {
        const other =
          array instanceof Float32Array
            ? new Float32Array(this.shared, offset, array.length)
            : new Float64Array(this.shared, offset, array.length);
        for (let i = 0; i < array.length; i++)
          array[i] = (rank === 0 ? 0 : (array[i] as number)) + (other[i] as number);
        offset += paddedBytes(array);
      }
    }
    this.barrier();
  }

  broadcast(arrays: readonly ArrayBufferView[], root = 0): void {
    if (this.rank === root) this.#send(arrays, root);
    this.barrier();
    let offset = this.#start(root);
    for (const array of arrays) {
      bytesOf(array).set(new Uint8Array(this.shared, offset, array.byteLength));
      offset += paddedBytes(array);
    }
    this.barrier();
  }

  barrier(): void {
    const turn = Atomics.load(this.#words, TURN);
    if (Atomics.add(this.#words, ARRIVED, 1) === this.size - 1) {
      Atomics.store(this.#words, ARRIVED, 0);
      Atomics.add(this.#words, TURN, 1);
      Atomics.notify(this.#words, TURN);
    } else if (Atomics.wait(this.#words, TURN, turn, this.timeout) === 'timed-out') {
      throw new HostError('ThreadGroup', `a rank has not come within ${this.timeout} ms.`);
    }
  }

  #start(rank: number): number {
    return HEADER_BYTES + rank * this.#capacity;
  }

  #send(arrays: readonly ArrayBufferView[], rank: number): void {
    const needed = arrays.reduce((sum, array) => sum + paddedBytes(array), 0);
    if (needed > this.#capacity) {
      throw new HostError('ThreadGroup', `it has room for ${this.#capacity} bytes, not for ${needed}.`);
    }
    let offset = this.#start(rank);
    for (const array of arrays) {
      new Uint8Array(this.shared, offset, array.byteLength).set(bytesOf(array));
      offset += paddedBytes(array);
    }
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Numbers of double precision begin at multiples of 8. */
function paddedBytes({ byteLength }: ArrayBufferView): number {
  return Math.ceil(byteLength / 8) * 8;
}
