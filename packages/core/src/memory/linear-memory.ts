import { BULK_EXPORTS, bulkModule } from '../wasm/bulk.js';
import { type HostMemory, type Linker, linkerOf, type WasmFunction } from '../wasm/linker.js';
import { Arena } from './arena.js';
import { ArraySlab } from './array-slab.js';
import { type Address, ALIGNMENT, BlockAllocator } from './block-allocator.js';
import { memoryExhausted } from './errors.js';
import { OwnedBlocks } from './owned-blocks.js';
import { createPages, PAGE_BYTES, type Pages } from './pages.js';

/** How the numbers of a memory are stored: `single` for work, `double` for gradient checks. */
export type Precision = 'single' | 'double';

/** An array over the numbers of a memory. */
export type Floats = Float32Array | Float64Array;

/** An array of numbers that nothing else refers to. */
export type OwnFloats = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/**
 * At most this many numbers are written by a loop, which takes less time than the call of a
 * built-in function.
 */
const FEW = 16;

/**
 * At most this many numbers are written by a loop to shared memory, which built-in functions copy
 * byte by byte.
 */
const MANY = 1024;

/** The largest size of a memory in bytes. Addresses have 32 bits. */
export const MAXIMUM_BYTES = 2 ** 32;

/**
 * The memory of an engine, in which its tensors live: persistent blocks (parameters and their
 * gradients, optimizer slots) and the arena of the step.
 *
 * `write`, `writeNumber`, `writeInteger`, `writeIntegers`, `fill`, `clear` and `move` are the only
 * ways by which JavaScript changes numbers. Kernels do the rest.
 * `floats`, `ints` and `bytes` are views of the whole memory for reading. They are replaced when
 * the memory grows, so read them again after every allocation and never keep one.
 */
export class LinearMemory {
  readonly elementBytes: 4 | 8;
  /** Whether threads can share the memory. */
  readonly shared: boolean;
  /** Persistent blocks. */
  readonly blocks: BlockAllocator;
  /** The persistent blocks that belong to objects. */
  readonly owned: OwnedBlocks;
  /** Intermediate results of the step. */
  readonly arena: Arena;
  readonly #pages: Pages;
  readonly #linker: Linker | undefined;
  #floats: Floats;
  #doubles: Float64Array;
  #ints: Int32Array;
  #bytes: Uint8Array;
  readonly #slab: ArraySlab;
  #bulk: Record<(typeof BULK_EXPORTS)[number], WasmFunction> | undefined;

  constructor(
    readonly precision: Precision,
    /** The memory does not grow beyond this size. */
    readonly maximumBytes = MAXIMUM_BYTES,
    /** Whether threads share the memory. It is not shared if the host has no such memory. */
    shared = false,
  ) {
    this.elementBytes = precision === 'single' ? 4 : 8;
    this.#slab = new ArraySlab((length) => this.createArray(length));
    this.#pages = createPages(shared, this.#maximumPages);
    const { buffer, wasm } = this.#pages;
    this.#linker = wasm && linkerOf(wasm);
    this.shared = !(buffer instanceof ArrayBuffer);
    this.#floats = this.#viewOf(buffer);
    this.#doubles = new Float64Array(buffer);
    this.#ints = new Int32Array(buffer);
    this.#bytes = new Uint8Array(buffer);
    this.blocks = new BlockAllocator(ALIGNMENT, buffer.byteLength, (limit) => this.#grow(limit));
    this.owned = new OwnedBlocks(this.blocks);
    this.arena = new Arena(this.blocks);
  }

  /** The whole memory as numbers of this memory's precision. */
  get floats(): Floats {
    return this.#floats;
  }

  /** The whole memory as double-precision numbers, whatever its precision. Sums are accumulated in them. */
  get doubles(): Float64Array {
    return this.#doubles;
  }

  /** The whole memory as 32-bit integers. */
  get ints(): Int32Array {
    return this.#ints;
  }

  /** The whole memory as bytes. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** The size of the memory in bytes. It never shrinks. */
  get byteLength(): number {
    return this.#bytes.length;
  }

  /** The memory object that generated modules import, if the host has WebAssembly. */
  get wasm(): HostMemory | undefined {
    return this.#pages.wasm;
  }

  /** Joins generated modules to this memory, if the host has WebAssembly. */
  get linker(): Linker | undefined {
    return this.#linker;
  }

  /** Allocates a block of `bytes` bytes that is freed when `owner` is garbage-collected. */
  allocateFor(owner: object, bytes: number): Address {
    return this.owned.allocate(owner, bytes).address;
  }

  /** Returns the index in `floats` of the number at `address`. */
  indexOf(address: Address): number {
    return address / this.elementBytes;
  }

  /** Returns the `length` numbers at `address`, as a view that the next allocation may invalidate. */
  view(address: Address, length: number): Floats {
    const index = this.indexOf(address);
    return this.#floats.subarray(index, index + length);
  }

  /** Returns a copy of the `length` numbers at `address`. */
  copy(address: Address, length: number): OwnFloats {
    const index = this.indexOf(address);
    return this.#floats.slice(index, index + length);
  }

  /**
   * Returns a copy of a view of this memory. It may be a part of a larger array, so it is for tensors,
   * which never hand out the array itself.
   */
  cut(view: Floats): Floats {
    const { length } = view;
    const copy = this.#slab.take(length);
    if (this.shared && length <= MANY) for (let i = 0; i < length; i++) copy[i] = view[i] as number;
    else copy.set(view);
    return copy;
  }

  /** Returns an array of `length` zeros outside of the memory, in its precision. */
  createArray(length: number): Floats {
    return this.precision === 'single' ? new Float32Array(length) : new Float64Array(length);
  }

  /** Returns the number at `address`. */
  number(address: Address): number {
    return this.#floats[this.indexOf(address)] as number;
  }

  /** Writes one number at `address`, rounded to the precision of the memory. */
  writeNumber(address: Address, number: number): void {
    this.#floats[this.indexOf(address)] = number;
  }

  /** Writes numbers at `address`, rounded to the precision of the memory. */
  write(address: Address, numbers: ArrayLike<number>): void {
    const { length } = numbers;
    const index = this.indexOf(address);
    if (length > (this.shared ? MANY : FEW)) this.#floats.set(numbers, index);
    else for (let i = 0; i < length; i++) this.#floats[index + i] = numbers[i] as number;
  }

  /** Writes one 32-bit integer at `address`. */
  writeInteger(address: Address, integer: number): void {
    this.#ints[address / 4] = integer;
  }

  /** Writes 32-bit integers at `address`. */
  writeIntegers(address: Address, integers: ArrayLike<number>): void {
    const { length } = integers;
    const index = address / Int32Array.BYTES_PER_ELEMENT;
    if (length > FEW) this.#ints.set(integers, index);
    else for (let i = 0; i < length; i++) this.#ints[index + i] = integers[i] as number;
  }

  /** Sets `length` numbers at `address` to `value`. */
  fill(address: Address, length: number, value: number): void {
    const index = this.indexOf(address);
    this.#floats.fill(value, index, index + length);
  }

  /** Sets `length` numbers at `address` to zero. */
  clear(address: Address, length: number): void {
    const size = length * this.elementBytes;
    if (length <= FEW) {
      const index = this.indexOf(address);
      for (let i = 0; i < length; i++) this.#floats[index + i] = 0;
    } else if (this.shared) this.#inBulk().clear(address, size);
    else this.#bytes.fill(0, address, address + size);
  }

  /** Copies `length` numbers from one address to another. The two ranges may overlap. */
  move(from: Address, to: Address, length: number): void {
    const size = length * this.elementBytes;
    if (this.shared) this.#inBulk().copy(from, to, size);
    else this.#bytes.copyWithin(to, from, from + size);
  }

  /**
   * Returns the functions that clear and copy shared memory. Hosts fill and copy typed arrays over
   * shared memory byte by byte; WebAssembly is 5 to 30 times as fast.
   */
  #inBulk(): Record<(typeof BULK_EXPORTS)[number], WasmFunction> {
    this.#bulk ??= (this.#linker as Linker).link(bulkModule(), BULK_EXPORTS);
    return this.#bulk;
  }

  get #maximumPages(): number {
    return Math.floor(this.maximumBytes / PAGE_BYTES);
  }

  #viewOf(buffer: ArrayBufferLike): Floats {
    return this.precision === 'single' ? new Float32Array(buffer) : new Float64Array(buffer);
  }

  #grow(limit: Address): Address {
    const present = this.byteLength;
    const needed = Math.ceil(limit / PAGE_BYTES);
    const generous = Math.min(Math.ceil((present * 1.25) / PAGE_BYTES), this.#maximumPages);
    if (!this.#growTo(Math.max(needed, generous)) && !this.#growTo(needed)) {
      throw memoryExhausted({
        neededBytes: limit,
        presentBytes: present,
        maximumBytes: this.maximumBytes,
        unusedBytes: this.owned.unusedBytes,
      });
    }
    const { buffer } = this.#pages;
    this.#floats = this.#viewOf(buffer);
    this.#doubles = new Float64Array(buffer);
    this.#ints = new Int32Array(buffer);
    this.#bytes = new Uint8Array(buffer);
    return buffer.byteLength;
  }

  /** Makes the memory `pages` pages long. Returns whether that was possible. */
  #growTo(pages: number): boolean {
    if (pages > this.#maximumPages) return false;
    try {
      this.#pages.grow(pages - this.byteLength / PAGE_BYTES);
      return true;
    } catch {
      return false;
    }
  }
}
