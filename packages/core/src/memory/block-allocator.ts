/** A byte address in a linear memory. 0 is never handed out. */
export type Address = number;

/** Blocks start on cache lines, which also suits vectors of any width. */
export const ALIGNMENT = 64;

/** Rounds up to a whole number of cache lines. An empty block takes one too, so that addresses differ. */
export function alignedSize(bytes: number): number {
  return Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);
}

interface Range {
  start: Address;
  end: Address;
}

/**
 * Allocates and frees blocks of one growing range of addresses: best fit over a list of free
 * ranges, sorted by address. Neighboring ranges are joined when a block is freed. Blocks are few
 * and live long (parameters, optimizer slots, arena chunks), so a list suffices.
 */
export class BlockAllocator {
  readonly #free: Range[];
  readonly #sizes = new Map<Address, number>();
  #limit: Address;

  /** `grow(limit)` makes the memory at least `limit` bytes long and returns its new length. */
  constructor(
    start: Address,
    limit: Address,
    readonly grow: (limit: Address) => Address,
  ) {
    this.#free = [{ start, end: limit }];
    this.#limit = limit;
  }

  /** The number of bytes in blocks that have not been freed. */
  get allocatedBytes(): number {
    let sum = 0;
    for (const size of this.#sizes.values()) sum += size;
    return sum;
  }

  /** Allocates a block of at least `bytes` bytes. Its content is undefined. */
  allocate(bytes: number): Address {
    const size = alignedSize(bytes);
    const range = this.#bestFit(size) ?? this.#extend(size);
    const address = range.start;
    range.start += size;
    if (range.start === range.end) this.#free.splice(this.#free.indexOf(range), 1);
    this.#sizes.set(address, size);
    return address;
  }

  /** Frees a block. */
  free(address: Address): void {
    const size = this.#sizes.get(address);
    if (size === undefined) throw new RangeError(`free: no block starts at address ${address}.`);
    this.#sizes.delete(address);
    this.#insert({ start: address, end: address + size });
  }

  /**
   * Exchanges blocks for one of at least `bytes` bytes. If the memory would have to grow for it,
   * the blocks are kept, and the result is undefined.
   */
  exchange(addresses: readonly Address[], bytes: number): Address | undefined {
    const blocks = addresses.map((start) => ({ start, end: start + (this.#sizes.get(start) ?? 0) }));
    for (const address of addresses) this.free(address);
    if (this.#bestFit(alignedSize(bytes)) !== undefined) return this.allocate(bytes);
    for (const block of blocks) this.#takeBack(block);
    return undefined;
  }

  /** Allocates a given part of a free range. */
  #takeBack({ start, end }: Range): void {
    const index = this.#free.findIndex((range) => range.start <= start && end <= range.end);
    const whole = this.#free[index] as Range;
    const parts = [
      { start: whole.start, end: start },
      { start: end, end: whole.end },
    ];
    this.#free.splice(index, 1, ...parts.filter((part) => part.start < part.end));
    this.#sizes.set(start, end - start);
  }

  #bestFit(size: number): Range | undefined {
    let best: Range | undefined;
    for (const range of this.#free) {
      const length = range.end - range.start;
      if (length >= size && (best === undefined || length < best.end - best.start)) best = range;
    }
    return best;
  }

  #extend(size: number): Range {
    const last = this.#free.at(-1);
    const reused = last !== undefined && last.end === this.#limit ? last.end - last.start : 0;
    const oldLimit = this.#limit;
    this.#limit = this.grow(oldLimit + size - reused);
    return this.#insert({ start: oldLimit, end: this.#limit });
  }

  #insert(range: Range): Range {
    const free = this.#free;
    let index = free.findIndex((other) => other.start > range.start);
    if (index < 0) index = free.length;
    const before = free[index - 1];
    const after = free[index];
    let joined = range;
    if (before !== undefined && before.end === range.start) {
      before.end = range.end;
      joined = before;
    } else {
      free.splice(index, 0, range);
      index++;
    }
    if (after !== undefined && joined.end === after.start) {
      joined.end = after.end;
      free.splice(free.indexOf(after), 1);
    }
    return joined;
  }
}
