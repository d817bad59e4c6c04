import { HostError } from '../errors.js';
import { type Address, alignedSize, type BlockAllocator } from './block-allocator.js';

/** A point in the life of an arena, to which `release` returns. */
export interface ArenaMark {
  readonly chunk: number;
  readonly used: number;
  readonly before: number;
}

interface Chunk {
  readonly address: Address;
  readonly bytes: number;
}

const FIRST_CHUNK_BYTES = 1 << 18;

/**
 * Memory for the intermediate results of a step. An allocation moves a pointer, and all allocations
 * are released at once. If a step outgrows the arena, a further chunk is opened. When the step
 * ends, its chunks are replaced by one of the size that was used, unless the memory would have to
 * grow for it. So later steps of the same size allocate nothing.
 */
export class Arena {
  #chunks: Chunk[] = [];
  #chunk = 0;
  #used = 0;
  /** The bytes used in the chunks before the current one. */
  #before = 0;
  /** The largest number of bytes that were used at once. */
  #peak = 0;

  constructor(readonly blocks: BlockAllocator) {}

  /** The size of the arena in bytes, used or not. */
  get capacity(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
  }

  /** Allocates `bytes` bytes that start on a cache line. Their content is undefined. */
  allocate(bytes: number): Address {
    const size = alignedSize(bytes);
    let chunk = this.#chunks[this.#chunk];
    while (chunk !== undefined && this.#used + size > chunk.bytes) {
      this.#chunk++;
      this.#before += this.#used;
      this.#used = 0;
      chunk = this.#chunks[this.#chunk];
    }
    if (chunk === undefined) {
      const generous = Math.max(size, FIRST_CHUNK_BYTES, this.capacity);
      chunk = this.#open(generous) ?? { address: this.blocks.allocate(size), bytes: size };
      this.#chunks.push(chunk);
    }
    const address = chunk.address + this.#used;
    this.#used += size;
    if (this.#before + this.#used > this.#peak) this.#peak = this.#before + this.#used;
    return address;
  }

  /** Returns the present point, to which `release` returns. */
  mark(): ArenaMark {
    return { chunk: this.#chunk, used: this.#used, before: this.#before };
  }

  /** Releases everything that was allocated since `mark`. */
  release(mark: ArenaMark): void {
    this.#chunk = mark.chunk;
    this.#used = mark.used;
    this.#before = mark.before;
  }

  /** Releases everything, and merges the chunks into one if there is room for it. */
  reset(): void {
    this.#chunk = 0;
    this.#used = 0;
    this.#before = 0;
    if (this.#chunks.length < 2) return;
    const addresses = this.#chunks.map((chunk) => chunk.address);
    const address = this.blocks.exchange(addresses, this.#peak);
    if (address !== undefined) this.#chunks = [{ address, bytes: alignedSize(this.#peak) }];
  }

  /**
   * Returns a chunk of `bytes` bytes, or undefined if the memory cannot grow that far. A smaller
   * chunk may still be possible.
   */
  #open(bytes: number): Chunk | undefined {
    try {
      return { address: this.blocks.allocate(bytes), bytes };
    } catch (error) {
      if (error instanceof HostError) return undefined;
      throw error;
    }
  }
}
