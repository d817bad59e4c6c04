import { ArgumentError, type Indices } from '@tbptt/core';
import {
  COUNT,
  type OptionNames,
  requireFlag,
  requireOptions,
  requireRange,
  SIZE,
} from '@tbptt/core/operation';
import type { Sequence } from '../recurrent.js';
import type { Stream, StreamWindow } from '../training/stream.js';
import { type AsyncStreamSource, type PieceIterator, resultOf, SourceOpener } from './source.js';
import { type SourceOptions, StepBuffer, sourcePlan } from './step-buffer.js';
import type { StreamPiece, SymbolPiece } from './stream-piece.js';

/** Options of `asyncStream`. */
export interface AsyncStreamOptions extends SourceOptions {
  /**
   * The step that reading begins at, for a run that is resumed: `position.next` of the update that it
   * continues after. A source that is a function is opened there; of an iterable the steps before
   * are read and dropped. Default: 0.
   */
  readonly start?: number;
  /**
   * Whether the source is opened again after its end, for further epochs. Default: false.
   */
  readonly repeat?: boolean;
}

const NAMES: OptionNames<AsyncStreamOptions> = {
  lanes: true,
  length: true,
  history: true,
  ahead: true,
  start: true,
  repeat: true,
};

/** A stream whose steps must be waited for. */
export interface AsyncStream<X extends Sequence = Indices, Y extends Sequence | undefined = Indices>
  extends Stream<X, Y> {
  /**
   * Waits until the next `steps` steps can be read, or the source has ended. Call it before every
   * update, with the number of steps that an update reads: k1, times `accumulate`. To know whether
   * the stream ends there, it waits for one more step.
   *
   * @returns whether there is anything left to read
   * @throws ArgumentError if `steps` is no whole number of at least 1, or if a piece is not valid
   * @throws whatever the source throws, once the steps before have been read
   */
  ready(steps: number): Promise<boolean>;
  /** Ends reading: the source is told to return, and steps that have arrived are dropped. */
  close(): Promise<void>;
}

/**
 * Makes a stream of an async iterable, such as messages of a socket or chunks of a file that is
 * downloaded. Training reads windows synchronously, so they are fetched ahead: the source is read
 * while `ready` is awaited, into a buffer of `ahead` steps, and training takes from the buffer.
 *
 * ```ts
 * const stream = asyncStream(messages, { lanes: 8 });
 * await stream.ready(25);
 * for (const { loss } of truncatedBPTT(model, stream, { k1: 25, optimizer, loss: crossEntropy })) {
 *   await stream.ready(25); // the source continues, and other work of the program too
 * }
 * ```
 *
 * Pieces and options are those of `iterableStream`. The stream ends with its source, and training
 * with the stream. A window whose steps have not arrived is an error. For several epochs say
 * `repeat: true`, and give an iterable that begins anew each time, or a function `(start) => iterable`.
 *
 * @throws ArgumentError if the source is no iterable or an option is not valid; of a window, if its
 * steps have not arrived or are not in memory any more, or if the source ended before its length
 */
export function asyncStream(
  source: AsyncStreamSource<SymbolPiece>,
  options?: AsyncStreamOptions,
): AsyncStream;
export function asyncStream<X extends Sequence, Y extends Sequence | undefined>(
  source: AsyncStreamSource<StreamPiece<X, Y>>,
  options?: AsyncStreamOptions,
): AsyncStream<X, Y>;
export function asyncStream<X extends Sequence = Indices, Y extends Sequence | undefined = Indices>(
  source: AsyncStreamSource<StreamPiece<X, Y> | SymbolPiece>,
  options: AsyncStreamOptions = {},
): AsyncStream<X, Y> {
  const operation = 'asyncStream';
  requireOptions(operation, options, NAMES);
  return new FetchedStream<X, Y>(
    new SourceOpener(operation, source, [Symbol.asyncIterator, Symbol.iterator]),
    options,
  );
}

class FetchedStream<X extends Sequence, Y extends Sequence | undefined> implements AsyncStream<X, Y> {
  readonly lanes: number;
  readonly #source: SourceOpener;
  readonly #start: number;
  readonly #repeat: boolean;
  readonly #ahead: number;
  readonly #buffer: StepBuffer;
  /** Undefined before the source is opened, and after its end. */
  #pieces: PieceIterator | undefined;
  #opened = false;
  #failure: { readonly error: unknown } | undefined;
  /** The iterator that is being read. */
  #reading: PieceIterator | undefined;
  /** Those who wait for the next piece. */
  #waiting: (() => void)[] = [];
  /** The number of steps that somebody waits for. */
  #wanted = 0;
  #closed = false;

  constructor(source: SourceOpener, options: AsyncStreamOptions) {
    const plan = sourcePlan('asyncStream', options);
    const { start = 0, repeat = false } = options;
    requireRange('asyncStream', 'start', start, COUNT);
    requireFlag('asyncStream', 'repeat', repeat);
    this.lanes = plan.lanes;
    this.#source = source;
    this.#start = start;
    this.#repeat = repeat;
    this.#ahead = plan.ahead;
    this.#buffer = new StepBuffer('asyncStream', plan);
  }

  get length(): number {
    return this.#buffer.length;
  }

  window(start: number, length: number): StreamWindow<X, Y> {
    const buffer = this.#buffer;
    buffer.requireWindow(start, length);
    if (this.#opened && start < buffer.first) throw this.#gone(start, length);
    if (buffer.end < start + length) {
      if (this.#failure !== undefined) throw this.#failure.error;
      if (!this.#opened || this.#pieces !== undefined) throw this.#early(start, length);
    }
    return buffer.window(start, length) as StreamWindow<X, Y>;
  }

  async ready(steps: number): Promise<boolean> {
    requireRange('asyncStream.ready', 'steps', steps, SIZE);
    const buffer = this.#buffer;
    if (this.#closed) return false;
    if (!this.#opened) this.#open(this.#start);
    else if (this.#repeat && buffer.position >= buffer.length) this.#open(0);
    this.#wanted = buffer.position + steps + 1;
    this.#fetch(); // on its way while training computes and other work waits
    while (this.#pieces !== undefined && buffer.end < Math.min(this.#wanted, buffer.length)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    if (this.#closed) return false;
    if (this.#failure !== undefined && buffer.end <= buffer.position) throw this.#failure.error;
    return buffer.end > buffer.position;
  }

  async close(): Promise<void> {
    const pieces = this.#pieces;
    this.#closed = true;
    this.#pieces = undefined;
    this.#buffer.skipTo(Number.POSITIVE_INFINITY);
    this.#tell();
    await pieces?.return?.();
  }

  #open(from: number): void {
    const { pieces, at } = this.#source.open(from);
    // A source that is longer than the stream has not ended by itself.
    Promise.resolve(this.#pieces?.return?.()).catch(() => {});
    this.#pieces = pieces;
    this.#reading = undefined;
    this.#opened = true;
    this.#failure = undefined;
    this.#buffer.restart(at, from);
  }

  /** Fetches pieces until `ahead` steps are there. */
  #fetch(): void {
    const pieces = this.#pieces;
    if (pieces === undefined || this.#reading === pieces) return;
    this.#reading = pieces;
    void this.#read(pieces);
  }

  /** Does not reject: what the source throws is kept until the steps before it have been read. */
  async #read(pieces: PieceIterator): Promise<void> {
    const buffer = this.#buffer;
    const full = () =>
      buffer.end >= Math.min(buffer.length, Math.max(this.#wanted, buffer.position + this.#ahead));
    try {
      while (pieces === this.#pieces && !full()) {
        const { done, value } = resultOf('asyncStream', await pieces.next());
        if (pieces !== this.#pieces) return; // closed or opened anew meanwhile
        if (done) {
          this.#pieces = undefined;
          buffer.finish();
        } else buffer.add(value);
        this.#tell();
      }
    } catch (error) {
      if (this.#reading === pieces && !this.#closed) {
        this.#failure = { error };
        this.#pieces = undefined;
      }
    } finally {
      if (this.#reading === pieces) this.#reading = undefined;
      this.#tell();
    }
  }

  #tell(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #gone(start: number, length: number): ArgumentError {
    return new ArgumentError(
      'asyncStream',
      `the steps ${start} to ${start + length} are not in memory any more, which begins at step ${this.#buffer.first}; ` +
        "keep a longer 'history', or say 'repeat' for further epochs and await ready(steps) before each update.",
      { start, length, first: this.#buffer.first },
    );
  }

  #early(start: number, length: number): ArgumentError {
    return new ArgumentError(
      'asyncStream',
      `the steps ${start} to ${start + length} have not arrived, only those before ${this.#buffer.end}; ` +
        'await ready(steps) before every update, steps being at least those that an update reads: k1, times accumulate.',
      { start, length, end: this.#buffer.end },
    );
  }
}
