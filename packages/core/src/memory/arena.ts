import { HostError } from '../errors.js';
import { type Address, alignedSize, type BlockAllocator } from './block-allocator.js';

/** A point in an arena's life, to return to. */
export interface ArenaMark {
  readonly chunk: number;
  readonly used: number;
}

interface Chunk {
  readonly address: Address;
  readonly bytes: number;
}

const FIRST_CHUNK_BYTES = 1 << 18;

/**
 * Memory for the intermediate results of a step: allocation moves a pointer, and everything is
 * given up at once. A step that outgrows the arena opens a further chunk; at its end the chunks are
 * replaced by one that is large enough, so that from the second step of a kind on an arena is a
 * single block and nothing is allocated.
 */
export class Arena {
  #chunks: Chunk[] = [];
  #chunk = 0;
  #used = 0;

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
    return address;
  }

  /** The present point; `release` returns to it. */
  mark(): ArenaMark {
    return { chunk: this.#chunk, used: this.#used };
  }

  /** Gives up everything allocated since `mark`. */
  release(mark: ArenaMark): void {
    this.#chunk = mark.chunk;
    this.#used = mark.used;
  }

  /** Gives up everything. */
  reset(): void {
    this.#chunk = 0;
    this.#used = 0;
    if (this.#chunks.length < 2) return;
    const bytes = this.capacity;
    for (const chunk of this.#chunks) this.blocks.free(chunk.address);
    const whole = this.#open(bytes);
    this.#chunks = whole === undefined ? [] : [whole];
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
