import { ArgumentError, type Indices } from '@tbptt/core';
import { COUNT, describe, isInRange, requireRange, SIZE } from '@tbptt/core/operation';
import type { Sequence } from '../recurrent.js';
import type { StreamWindow } from '../training/stream.js';
import { type Column, countOf, PieceReader, rowOf, type Steps, sequenceOf } from './stream-piece.js';

/** Options of every stream that is made of a source. */
export interface SourceOptions {
  /** B, the number of sequences that are read side by side. Default: 1. */
  readonly lanes?: number;
  /**
   * The number of steps of the source, if it is known. A source that ends before is an error, and
   * what it gives beyond is not read. Default: `Infinity` until the end of the source is met, and
   * then the number of steps that it had.
   */
  readonly length?: number;
  /**
   * The number of steps that stay readable before the latest window. An update with k2 > k1 reads
   * k2 - k1 of them again. Default: 1024.
   */
  readonly history?: number;
  /**
   * The number of steps that are read ahead of the latest window. The end of a source is known
   * before it is reached if no update reads more. Default: 1024.
   */
  readonly ahead?: number;
}

/** Names of the options, for a check of unknown ones. */
export const SOURCE_OPTIONS = { lanes: true, length: true, history: true, ahead: true } as const;

/** Options with their defaults. */
export type SourcePlan = Required<SourceOptions>;

/** @throws ArgumentError if an option is not valid */
export function sourcePlan(operation: string, options: SourceOptions): SourcePlan {
  const { lanes = 1, length = Number.POSITIVE_INFINITY, history = 1024, ahead = 1024 } = options;
  requireRange(operation, 'lanes', lanes, SIZE);
  requireRange(operation, 'length', length, { ...SIZE, most: Number.POSITIVE_INFINITY });
  requireRange(operation, 'history', history, COUNT);
  requireRange(operation, 'ahead', ahead, COUNT);
  return { lanes, length, history, ahead };
}

interface Piece extends Steps {
  /** The first step of the stream that it has. */
  readonly start: number;
}

/** The steps of a source that are in memory, `first <= t < end`. */
export class StepBuffer {
  readonly #operation: string;
  readonly #plan: SourcePlan;
  #reader: PieceReader;
  #pieces: Piece[] = [];
  #end = 0;
  /** The steps before this one are dropped as they come. */
  #from = 0;
  /** The step after the latest window. */
  #position = 0;
  /** The number of steps of the source, once it has ended. */
  #length: number | undefined;

  constructor(operation: string, plan: SourcePlan) {
    this.#operation = operation;
    this.#plan = plan;
    this.#reader = new PieceReader(operation, plan.lanes);
  }

  /** The first step in memory. */
  get first(): number {
    return this.#pieces[0]?.start ?? this.#end;
  }

  /** The step after the last one in memory. */
  get end(): number {
    return this.#end;
  }

  /** The step after the latest window. */
  get position(): number {
    return this.#position;
  }

  /** The number of steps of the stream; `Infinity` while it is not known. */
  get length(): number {
    return Number.isFinite(this.#plan.length)
      ? this.#plan.length
      : (this.#length ?? Number.POSITIVE_INFINITY);
  }

  /**
   * Empties the buffer for a source whose first piece begins at step `at`; those before `from` are
   * dropped.
   */
  restart(at: number, from: number): void {
    this.#reader = new PieceReader(this.#operation, this.#plan.lanes);
    this.#pieces = [];
    this.#end = at;
    this.skipTo(from);
    this.#position = from;
  }

  /** Drops the steps before `from`, those that come too. */
  skipTo(from: number): void {
    this.#from = from;
    const kept = this.#pieces.findIndex(({ start, steps }) => start + steps > from);
    this.#pieces.splice(0, kept < 0 ? this.#pieces.length : kept);
  }

  /** Adds the next piece of the source. */
  add(given: unknown): void {
    const read = this.#reader.read(given, this.#end);
    if (read.steps > 0 && this.#end + read.steps > this.#from)
      this.#pieces.push({ ...read, start: this.#end });
    this.#end += read.steps;
  }

  /**
   * Takes note that the source has ended.
   *
   * @throws ArgumentError if it ended elsewhere the first time
   */
  finish(): void {
    this.#length ??= this.#end;
    if (this.#length === this.#end) return;
    throw new ArgumentError(
      this.#operation,
      `the source ended after ${this.#end} steps, but after ${this.#length} the first time; a source that is read again must give the same.`,
      { steps: this.#end, before: this.#length },
    );
  }

  /** @throws ArgumentError if a window is not of whole steps */
  requireWindow(start: number, length: number): void {
    if (isInRange(start, COUNT) && isInRange(length, SIZE)) return;
    throw new ArgumentError(
      this.#operation,
      `a window of ${describe(length)} steps from step ${describe(start)} was requested; both must be whole numbers, the length at least 1.`,
      { start, length },
    );
  }

  /**
   * Returns steps that are in memory, and drops those that the history does not include.
   *
   * @throws ArgumentError if the source has ended before them
   */
  window(start: number, length: number): StreamWindow<Sequence, Sequence | undefined> {
    if (start + length > this.#end) throw this.#ended(start, length);
    const parts = this.#pieces.filter(
      (piece) => piece.start < start + length && piece.start + piece.steps > start,
    );
    const [model] = parts;
    if (model === undefined) throw this.#ended(start, length);
    const { lanes, history } = this.#plan;
    const gather = (like: Column, columnOf: (piece: Piece) => Column | undefined): Column => {
      const row = rowOf(like);
      const data = like.data.slice(0, 0);
      const all =
        data instanceof Int32Array
          ? new Int32Array(length * row)
          : data instanceof Float64Array
            ? new Float64Array(length * row)
            : new Float32Array(length * row);
      for (const piece of parts) {
        const first = Math.max(start, piece.start);
        const last = Math.min(start + length, piece.start + piece.steps);
        const numbers = columnOf(piece)?.data.subarray(
          (first - piece.start) * row,
          (last - piece.start) * row,
        );
        if (numbers !== undefined) all.set(numbers, (first - start) * row);
      }
      return { ...like, data: all };
    };
    const sequence = (column: Column): Sequence => sequenceOf(column, length, column.data);
    const inputs = gather(model.inputs, (piece) => piece.inputs);
    const targets = model.targets && gather(model.targets, (piece) => piece.targets);
    const marked = parts.find((piece) => piece.resets !== undefined)?.resets;
    const resets = marked && gather(marked, (piece) => piece.resets);
    this.#position = Math.max(this.#position, start + length);
    this.skipTo(Math.max(this.#from, start - history));
    return {
      inputs: sequence(inputs),
      targets: targets && sequence(targets),
      count: countOf(targets, length, lanes),
      ...(resets && { resets: marks(resets, length) }),
    };
  }

  #ended(start: number, length: number): ArgumentError {
    const end = this.#end;
    const declared = this.#plan.length;
    const rule = Number.isFinite(declared)
      ? `before its length of ${declared}; give it the length that it has.`
      : `and the window was requested before that was known; give its length, or 'ahead' of at least ${length} steps.`;
    return new ArgumentError(
      this.#operation,
      `the source ended after ${end} steps, within the window of the steps ${start} to ${start + length}, ${rule}`,
      { steps: end, start, length },
    );
  }
}

function marks({ tail, data }: Column, steps: number): Indices {
  return { shape: [steps, ...tail], data: Int32Array.from(data) };
}
