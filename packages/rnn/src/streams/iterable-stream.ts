import type { Indices } from '@tbptt/core';
import { requireOptions } from '@tbptt/core/operation';
import type { Sequence } from '../recurrent.js';
import type { Stream, StreamWindow } from '../training/stream.js';
import { type PieceIterator, resultOf, SourceOpener, type StreamSource } from './source.js';
import {
  SOURCE_OPTIONS,
  type SourceOptions,
  type SourcePlan,
  StepBuffer,
  sourcePlan,
} from './step-buffer.js';
import type { StreamPiece, SymbolPiece } from './stream-piece.js';

/** Options of `iterableStream`. */
export type IterableStreamOptions = SourceOptions;

/**
 * Makes a stream of an iterable, such as a generator that never ends, or an array of recordings. A
 * piece is either steps with their targets, or symbols, each of which is the target of the one
 * before. It has any number of steps, and windows of any length are cut from the pieces in order.
 * Pieces are read as they are needed, and only `history` and `ahead` of their steps are kept.
 *
 * ```ts
 * function* digits() {
 *   for (let n = 1; ; n++) yield [...String(n)].map(Number); // 1 2 3 ... 9 1 0 1 1 1 2 ...
 * }
 * const stream = iterableStream(digits());
 * ```
 *
 * The stream ends with its source, and training with the stream. Several epochs, and a run that is
 * resumed, go to other steps. A function `(start) => iterable` is asked for them. An iterable that
 * begins anew each time, such as an array, is read from its beginning. A generator can be read once
 * and in order only; going back in it is refused.
 *
 * @throws ArgumentError if the source is no iterable or an option is not valid; while it is read,
 * if a piece is not valid, if the source ends before its length, if steps are read again that the
 * history does not include and the source cannot be opened again, and whatever the source throws
 */
export function iterableStream(source: StreamSource<SymbolPiece>, options?: IterableStreamOptions): Stream;
export function iterableStream<X extends Sequence, Y extends Sequence | undefined>(
  source: StreamSource<StreamPiece<X, Y>>,
  options?: IterableStreamOptions,
): Stream<X, Y>;
export function iterableStream<X extends Sequence = Indices, Y extends Sequence | undefined = Indices>(
  source: StreamSource<StreamPiece<X, Y> | SymbolPiece>,
  options: IterableStreamOptions = {},
): Stream<X, Y> {
  const operation = 'iterableStream';
  requireOptions(operation, options, SOURCE_OPTIONS);
  return new IterableStream<X, Y>(
    new SourceOpener(operation, source, [Symbol.iterator]),
    sourcePlan(operation, options),
  );
}

class IterableStream<X extends Sequence, Y extends Sequence | undefined> implements Stream<X, Y> {
  readonly lanes: number;
  readonly #source: SourceOpener;
  readonly #ahead: number;
  readonly #history: number;
  readonly #buffer: StepBuffer;
  /** Undefined before the source is opened, and after its end. */
  #pieces: PieceIterator | undefined;
  #opened = false;
  /** What the source threw. An iterator that has thrown only says that it is done. */
  #failure: { readonly error: unknown } | undefined;

  constructor(source: SourceOpener, plan: SourcePlan) {
    this.lanes = plan.lanes;
    this.#source = source;
    this.#ahead = plan.ahead;
    this.#history = plan.history;
    this.#buffer = new StepBuffer('iterableStream', plan);
  }

  get length(): number {
    const buffer = this.#buffer;
    if (Number.isFinite(buffer.length)) return buffer.length;
    // A function is not asked before it is known at which step reading begins.
    if (!this.#opened && !this.#source.seeks) this.#open(0);
    if (this.#opened) this.#readTo(buffer.position + this.#ahead + 1);
    return buffer.length;
  }

  window(start: number, length: number): StreamWindow<X, Y> {
    const buffer = this.#buffer;
    buffer.requireWindow(start, length);
    const isGap = start > buffer.end && this.#source.seeks;
    if (!this.#opened || start < buffer.first || isGap) this.#open(start);
    else buffer.skipTo(Math.max(buffer.first, start - this.#history));
    this.#readTo(start + length);
    if (buffer.end < start + length && this.#failure !== undefined) throw this.#failure.error;
    return buffer.window(start, length) as StreamWindow<X, Y>;
  }

  #open(start: number): void {
    const from = Math.max(0, start - this.#history);
    const { pieces, at } = this.#source.open(from);
    this.#pieces = pieces;
    this.#opened = true;
    this.#failure = undefined;
    this.#buffer.restart(at, from);
  }

  /**
   * Reads pieces until the steps before `end` are there, the source has ended, or it has failed. A
   * failure ahead is thrown when the steps before it have been read.
   */
  #readTo(end: number): void {
    while (this.#pieces !== undefined && this.#buffer.end < end) {
      try {
        const { done, value } = resultOf('iterableStream', this.#pieces.next());
        if (!done) {
          this.#buffer.add(value);
          continue;
        }
        this.#pieces = undefined;
        this.#buffer.finish();
      } catch (error) {
        this.#pieces = undefined;
        this.#failure = { error };
      }
    }
  }
}
