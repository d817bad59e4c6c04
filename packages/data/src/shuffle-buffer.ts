import { COUNT, describe, isInRange, isIterable, requireOptions, requireRange, SIZE } from './arguments.js';
import { ArgumentError, FormatError } from './errors.js';
import { type Random, requireRandom, wholeNumber } from './random.js';

/** Options of a {@link ShuffleBuffer}. */
export interface ShuffleBufferOptions {
  /**
   * The number of items that the buffer holds. If it is at least the number of all items, every
   * order is equally likely.
   */
  readonly size: number;
  /** Draws the items. */
  readonly random: Random;
}

/** What {@link ShuffleBuffer.state} returns: plain data if the items are. */
export interface ShuffleBufferState<T> {
  /** The number of items that have been taken from the source. */
  readonly taken: number;
  /** The items that the buffer holds. */
  readonly items: readonly T[];
}

/**
 * Shuffles a stream that is too long for memory: it holds `size` items, gives one of them at random,
 * and takes the next item of the stream in its place. An item comes at most `size - 1` places earlier
 * than in the stream.
 *
 * With `state()` and `restore(state)` a buffer is a part of a run that is continued. The generator of
 * random numbers is another part, since others may draw from it.
 *
 * ```ts
 * const buffer = new ShuffleBuffer<number>({ size: 1000, random });
 * for (const sample of buffer.shuffle(samples)) ...
 *
 * buffer.restore(saved); // in another process
 * for (const sample of buffer.shuffle(samples.slice(buffer.taken))) ... // the others, in the same order
 * ```
 */
export class ShuffleBuffer<T> {
  readonly size: number;
  readonly #random: Random;
  #items: T[] = [];
  #taken = 0;

  /**
   * @throws ArgumentError if the size is not a whole number of at least 1, or there is no generator of
   * random numbers.
   */
  constructor(options: ShuffleBufferOptions) {
    requireOptions('ShuffleBuffer', options, { size: true, random: true });
    requireRange('ShuffleBuffer', 'size', options.size, SIZE);
    requireRandom('ShuffleBuffer', options.random);
    this.size = options.size;
    this.#random = options.random;
  }

  /** The number of items taken from the source so far: a restored run continues after them. */
  get taken(): number {
    return this.#taken;
  }

  /**
   * Returns the items of a source in another order, then what is left in the buffer. A loop that ends
   * early leaves the rest in the buffer.
   *
   * @throws ArgumentError if the source is not iterable.
   */
  shuffle(source: Iterable<T>): Generator<T, void> {
    if (!isIterable(source)) throw notIterable('ShuffleBuffer.shuffle', source);
    return this.#shuffle(source);
  }

  /**
   * Returns the items of an asynchronous source in another order, then the rest of the buffer.
   *
   * @throws ArgumentError if the source is not iterable.
   */
  shuffleAsync(source: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T, void> {
    if (isIterable(source) || isAsyncIterable(source)) return this.#shuffleAsync(source);
    throw notIterable('ShuffleBuffer.shuffleAsync', source);
  }

  /**
   * Returns the state for {@link restore}. If the generator is restored, too, the items come in the
   * same order.
   */
  state(): ShuffleBufferState<T> {
    return { taken: this.#taken, items: [...this.#items] };
  }

  /**
   * Continues from a state that {@link ShuffleBuffer.state} returned.
   *
   * @throws FormatError if the state has another form, or more items than the buffer holds.
   */
  restore(state: ShuffleBufferState<T>): void {
    const { taken, items } = (state ?? {}) as { readonly taken?: unknown; readonly items?: unknown };
    if (!isInRange(taken, COUNT) || !Array.isArray(items) || items.length > Math.min(this.size, taken)) {
      throw new FormatError(
        'ShuffleBuffer.restore',
        `the state is ${describe(state)}; it must be what state() of a buffer of the same size gave, { taken, items } with at most ${this.size} items.`,
        { state },
      );
    }
    this.#taken = taken;
    this.#items = [...(items as readonly T[])];
  }

  *#shuffle(source: Iterable<T>): Generator<T, void> {
    for (const item of source) {
      if (this.#take(item)) yield this.#give();
    }
    while (this.#items.length > 0) yield this.#give();
  }

  async *#shuffleAsync(source: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T, void> {
    for await (const item of source) {
      if (this.#take(item)) yield this.#give();
    }
    while (this.#items.length > 0) yield this.#give();
  }

  /** Takes an item, and returns whether one must be given. */
  #take(item: T): boolean {
    this.#taken++;
    this.#items.push(item);
    return this.#items.length >= this.size;
  }

  /** Gives an item at random. The last one moves to its place. */
  #give(): T {
    const at = wholeNumber(this.#random, 0, this.#items.length - 1);
    const item = this.#items[at] as T;
    const last = this.#items.pop() as T;
    if (at < this.#items.length) this.#items[at] = last;
    return item;
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Symbol.asyncIterator in value &&
    typeof value[Symbol.asyncIterator] === 'function'
  );
}

const notIterable = (operation: string, source: unknown): ArgumentError =>
  new ArgumentError(
    operation,
    `the source is ${describe(source)}; it must be an array or another iterable of items.`,
    { source },
  );
