import type { Address } from '../../memory/block-allocator.js';
import type { LinearMemory } from '../../memory/linear-memory.js';
import type { Linker, WasmFunction } from '../../wasm/linker.js';
import { TAPE } from './control.js';

/** A function of a module that a helper is to call. */
interface Source {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly name: string;
  /** The address of the bytes for the helper. */
  readonly address: Address;
  readonly length: number;
  /** The same function on this thread, linked when it is first needed. */
  run: WasmFunction | undefined;
}

/** With fewer steps a loop is written out. */
const LEAST_STEPS = 4;

/**
 * Calls of generated functions, recorded for another thread. It is a linker: kernels made with it
 * record their calls here instead of making them.
 */
export class Tape implements Linker {
  #numbers = new Float64Array(1024);
  #length = 0;
  readonly #definitions: number[] = [];
  readonly #sources: Source[] = [];
  /** The functions that the other thread knows, or will know when it has read this tape. */
  readonly #known = new Set<number>();
  readonly #told: number[] = [];

  /** `local` links functions to the same memory on this thread. */
  constructor(
    readonly memory: LinearMemory,
    readonly local: Linker,
    /** Where the bytes of modules are the shape that the memory needs. */
    readonly shape: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>,
  ) {}

  /** The number of numbers on the tape. */
  get length(): number {
    return this.#definitions.length + this.#length;
  }

  /**
   * Copies the numbers on the tape, from `index` on: functions that are new to the other thread
   * come first, then the calls.
   */
  copyTo(doubles: Float64Array, index: number): void {
    doubles.set(this.#definitions, index);
    doubles.set(this.#numbers.subarray(0, this.#length), index + this.#definitions.length);
  }

  link<Name extends string>(
    bytes: Uint8Array<ArrayBuffer>,
    names: readonly Name[],
  ): Record<Name, WasmFunction> {
    const shaped = this.shape(bytes);
    const address = this.memory.blocks.allocate(shaped.length);
    this.memory.bytes.set(shaped, address);
    const functions = names.map((name) => {
      const id = this.#sources.length;
      this.#sources.push({ bytes, name, address, length: shaped.length, run: undefined });
      const note: WasmFunction = (...values) => {
        this.#note(id, values);
        return 0;
      };
      return [name, note] as const;
    });
    return Object.fromEntries(functions) as Record<Name, WasmFunction>;
  }

  /** Clears the tape. `read` tells whether the other thread has read it. */
  clear(read: boolean): void {
    if (!read) for (const id of this.#told) this.#known.delete(id);
    this.#told.length = 0;
    this.#definitions.length = 0;
    this.#length = 0;
  }

  /**
   * Records a loop over `steps` steps: `step(0)`, `step(1)` ... The first `even` of them differ
   * only in arguments that move evenly, so three of them are enough to describe all.
   */
  loop(steps: number, even: number, step: (index: number) => void): void {
    let next = 0;
    if (even >= LEAST_STEPS) {
      step(0);
      const first = this.#length;
      step(1);
      const second = this.#length;
      step(2);
      next = this.#fold(first, second, even - 1) ? even : 3;
    }
    for (; next < steps; next++) step(next);
  }

  /** Makes the calls on this thread. */
  replay(): void {
    const numbers = this.#numbers;
    for (let at = 0; at < this.#length; ) {
      const size = numbers[at + 1] as number;
      if (numbers[at] === TAPE.repeat) {
        const [first, last] = [at + 3, at + 3 + (numbers[at + 2] as number)];
        for (let times = size; times > 0; times--) this.#replayOnce(first, last);
        at = last;
      } else {
        this.#call(at);
        at += 2 + size;
      }
    }
  }

  #replayOnce(first: number, last: number): void {
    const numbers = this.#numbers;
    for (let at = first; at < last; ) {
      const size = this.#call(at);
      for (let i = at + 2; i < at + 2 + size; i++) {
        numbers[i] = (numbers[i] as number) + (numbers[i + size] as number);
      }
      at += 2 + 2 * size;
    }
  }

  /** Makes the call at `at`, and returns the number of its arguments. */
  #call(at: number): number {
    const source = this.#sources[this.#numbers[at] as number] as Source;
    source.run ??= this.local.link(source.bytes, [source.name])[source.name] as WasmFunction;
    const size = this.#numbers[at + 1] as number;
    source.run(...this.#numbers.subarray(at + 2, at + 2 + size));
    return size;
  }

  #note(id: number, values: readonly number[]): void {
    if (!this.#known.has(id)) this.#define(id);
    const size = values.length;
    const numbers = this.#roomFor(2 + size);
    let at = this.#length;
    numbers[at++] = id;
    numbers[at++] = size;
    for (let i = 0; i < size; i++) numbers[at++] = values[i] as number;
    this.#length = at;
  }

  #define(id: number): void {
    const { address, length, name } = this.#sources[id] as Source;
    this.#definitions.push(TAPE.define, id, address, length, name.length);
    for (let i = 0; i < name.length; i++) this.#definitions.push(name.charCodeAt(i));
    this.#known.add(id);
    this.#told.push(id);
  }

  /**
   * Replaces the calls of two steps, which begin at `first` and `second`, by a loop of `times`
   * steps. Returns whether the steps were the same except for their arguments.
   */
  #fold(first: number, second: number, times: number): boolean {
    const numbers = this.#numbers;
    const length = second - first;
    if (this.#length - second !== length) return false;
    const calls: number[] = [];
    for (let at = first; at < second; ) {
      const size = numbers[at + 1] as number;
      if (numbers[at] !== numbers[at + length] || size !== numbers[at + length + 1]) return false;
      calls.push(numbers[at] as number, size);
      for (let i = at + 2; i < at + 2 + size; i++) calls.push(numbers[i] as number);
      for (let i = at + 2; i < at + 2 + size; i++) {
        calls.push((numbers[i + length] as number) - (numbers[i] as number));
      }
      at += 2 + size;
    }
    this.#length = first;
    const room = this.#roomFor(3 + calls.length);
    room.set([TAPE.repeat, times, calls.length], first);
    room.set(calls, first + 3);
    this.#length = first + 3 + calls.length;
    return true;
  }

  #roomFor(count: number): Float64Array {
    if (this.#length + count > this.#numbers.length) {
      const larger = new Float64Array(2 * (this.#length + count));
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    return this.#numbers;
  }
}
