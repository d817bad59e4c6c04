import type { Address, BlockAllocator } from './block-allocator.js';

/** A block of memory that belongs to an object. */
export interface OwnedBlock {
  readonly address: Address;
  readonly bytes: number;
  /** The latest step that used the block. At first, the step before the allocation. */
  usedIn: number;
}

/**
 * Blocks that belong to JavaScript objects, such as parameters, and are freed when their owner is
 * garbage-collected.
 *
 * The host reports that an object was collected only between turns of the event loop. So within one
 * synchronous job the blocks of dropped objects are kept. They can be recognized only by the step
 * that used them last.
 */
export class OwnedBlocks {
  readonly #blocks = new Map<Address, OwnedBlock>();
  /** Undefined if the host has no finalization registry. Blocks are never freed then. */
  readonly #collected: FinalizationRegistry<OwnedBlock> | undefined;
  /** The number of the current step, or of the latest one. */
  step = 0;

  constructor(readonly allocator: BlockAllocator) {
    this.#collected =
      typeof FinalizationRegistry === 'undefined'
        ? undefined
        : new FinalizationRegistry((block) => this.#free(block));
  }

  /** Begins another step. Blocks that it does not use count as unused in `unusedBytes`. */
  nextStep(): void {
    this.step++;
  }

  /** Allocates a block of `bytes` bytes that is freed when `owner` is garbage-collected. */
  allocate(owner: object, bytes: number): OwnedBlock {
    const address = this.allocator.allocate(bytes);
    const block: OwnedBlock = { address, bytes, usedIn: this.step - 1 };
    this.#blocks.set(address, block);
    this.#collected?.register(owner, block, block);
    return block;
  }

  /** Frees a block before its owner is collected. */
  release(address: Address): void {
    const block = this.#blocks.get(address);
    if (block === undefined) return;
    this.#collected?.unregister(block);
    this.#free(block);
  }

  /** The number of bytes in blocks that the current step, or the latest one, did not use. */
  get unusedBytes(): number {
    let sum = 0;
    for (const { bytes, usedIn } of this.#blocks.values()) if (usedIn < this.step) sum += bytes;
    return sum;
  }

  #free(block: OwnedBlock): void {
    if (this.#blocks.delete(block.address)) this.allocator.free(block.address);
  }
}
