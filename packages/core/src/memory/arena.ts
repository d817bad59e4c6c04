import { HostError } from '../errors.js';
import { type Address, alignedSize, type BlockAllocator } from './block-allocator.js';

/** A point in an arena's life, to return to. */
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
 * Memory for the intermediate results of a step: allocation moves a pointer, and everything is
 * given up at once. A step that outgrows the arena opens a further chunk, so that from the second
 * step of a kind on nothing is allocated. At the end of a step the chunks are replaced by a single
 * one of the size that was used, unless the memory would have to grow for it.
 */
export class Arena {
  #chunks: Chunk[] = [];
  #chunk = 0;
  #used = 0;
  /** The bytes used in the chunks before the current one. */
  #before = 0;
  /** The most bytes that were used at once. */
  #peak = 0;

  constructor(readonly blocks: BlockAllocator) {}

  /** The bytes the arena holds, in use or not. */
  get capacity(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.bytes, 0);
  }

  /** `bytes` bytes on a cache line, their content undefined. */
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

  /** The present point; `release` returns to it. */
  mark(): ArenaMark {
    return { chunk: this.#chunk, used: this.#used, before: this.#before };
  }

  /** Gives up everything allocated since `mark`. */
  release(mark: ArenaMark): void {
    this.#chunk = mark.chunk;
    this.#used = mark.used;
    this.#before = mark.before;
  }

  /** Gives up everything. */
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
   * A chunk of `bytes` bytes, or undefined where the memory cannot grow that far: asking for less
   * may still do.
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
