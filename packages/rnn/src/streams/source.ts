import { ArgumentError } from '@tbptt/core';
import { describe, isCallable } from '@tbptt/core/operation';

/**
 * The pieces of a stream in order: an iterable, whose first piece begins at step 0, or a function that
 * opens one at any step.
 */
export type StreamSource<P> = Iterable<P> | ((start: number) => Iterable<P>);

/** The same, for pieces that must be waited for. */
export type AsyncStreamSource<P> =
  | AsyncIterable<P>
  | Iterable<P>
  | ((start: number) => AsyncIterable<P> | Iterable<P>);

/** Either kind of iterator, whose results may have to be waited for. */
export interface PieceIterator {
  next(): unknown;
  return?(): unknown;
}

/** A source that has been opened. */
export interface Opened {
  readonly pieces: PieceIterator;
  /** The step that its first piece begins at. */
  readonly at: number;
}

/** A source that can be opened again if it is a function, or an iterable that begins anew each time. */
export class SourceOpener {
  /** Whether it is opened at any step, by a function. */
  readonly seeks: boolean;
  readonly #operation: string;
  readonly #source: unknown;
  readonly #symbols: readonly symbol[];
  #once: PieceIterator | undefined;

  /**
   * @param symbols the methods that give an iterator, the preferred one first
   * @throws ArgumentError if the source is neither a function nor an iterable
   */
  constructor(operation: string, source: unknown, symbols: readonly symbol[]) {
    this.#operation = operation;
    this.#source = source;
    this.#symbols = symbols;
    this.seeks = isCallable(source);
    if (!this.seeks && this.#iteratorOf(source, false) === undefined) {
      throw this.#notIterable('the source', source);
    }
  }

  /**
   * Opens the source at step `from`, or before it if it only can be read from its beginning.
   *
   * @throws ArgumentError if it was read before and cannot be read again, or if the function gives
   * no iterable
   */
  open(from: number): Opened {
    if (isCallable(this.#source)) {
      const given: unknown = Reflect.apply(this.#source, undefined, [from]);
      const pieces = this.#iteratorOf(given);
      if (pieces === undefined) throw this.#notIterable(`source(${from})`, given);
      return { pieces, at: from };
    }
    if (this.#once !== undefined) {
      throw new ArgumentError(
        this.#operation,
        `step ${from} was requested, but the source can be read once only, from its beginning; ` +
          'give an iterable that begins anew each time, or a function (start) => iterable that opens the source at a step.',
        { from },
      );
    }
    const pieces = this.#iteratorOf(this.#source);
    if (pieces === undefined) throw this.#notIterable('the source', this.#source);
    // A generator is its own iterator: what it gave is gone.
    if (pieces === this.#source) this.#once = pieces;
    return { pieces, at: 0 };
  }

  #iteratorOf(value: unknown, begin = true): PieceIterator | undefined {
    if (typeof value !== 'object' || value === null) return undefined;
    for (const symbol of this.#symbols) {
      const method: unknown = Reflect.get(value, symbol);
      if (typeof method !== 'function') continue;
      if (!begin) return NOTHING;
      const pieces: unknown = Reflect.apply(method, value, []);
      if (isIterator(pieces)) return pieces;
    }
    return undefined;
  }

  #notIterable(name: string, value: unknown): ArgumentError {
    return new ArgumentError(
      this.#operation,
      `${name} is ${describe(value)}; it must be an iterable of pieces, such as an array or a generator, or a function (start) => iterable.`,
    );
  }
}

const NOTHING: PieceIterator = { next: () => undefined };

function isIterator(value: unknown): value is PieceIterator {
  return typeof value === 'object' && value !== null && 'next' in value && typeof value.next === 'function';
}

/**
 * Reads the result of an iterator.
 *
 * @throws ArgumentError if it is none
 */
export function resultOf(
  operation: string,
  result: unknown,
): { readonly done: boolean; readonly value: unknown } {
  if (typeof result !== 'object' || result === null) {
    throw new ArgumentError(
      operation,
      `the iterator of the source gave ${describe(result)}; it must give { done, value }.`,
    );
  }
  const { done, value } = result as { done?: unknown; value?: unknown };
  return { done: Boolean(done), value };
}
