import {
  ArgumentError,
  IGNORED,
  type Indices,
  indices,
  ShapeError,
  Tensor,
  tensor as tensorOf,
} from '@tbptt/core';
import { describe, isInRange, numbersOf, requireIndices } from '@tbptt/core/operation';
import type { Sequence } from '../recurrent.js';

/**
 * Consecutive steps of a stream with their targets, as a source gives them: any number of steps,
 * whatever the windows of training are.
 */
export interface StreamPiece<X extends Sequence = Indices, Y extends Sequence | undefined = Indices> {
  /** [T, B] or [T, B, D] */
  readonly inputs: X;
  /** [T, B] or [T, B, ...]; undefined for a loss without targets. */
  readonly targets: Y;
  /** [T, B] Marks the steps at which a lane starts anew. Default: none. */
  readonly resets?: Indices;
}

/**
 * Consecutive symbols of a stream, each of which is the target of the one before: a number or a
 * list of numbers for one lane, `Indices` [T, B] for several.
 */
export type SymbolPiece = number | ArrayLike<number> | Indices;

type Numbers = Float32Array | Float64Array | Int32Array;

/** A sequence [T, ...tail] as numbers. */
export interface Column {
  readonly isTensor: boolean;
  /** The lengths of the axes after time. */
  readonly tail: readonly number[];
  readonly data: Numbers;
}

/** A checked piece: copies of its numbers. */
export interface Steps {
  readonly steps: number;
  readonly inputs: Column;
  readonly targets: Column | undefined;
  readonly resets: Column | undefined;
}

/** Returns the numbers of one step. */
export const rowOf = ({ tail }: Column): number => tail.reduce((size, length) => size * length, 1);

/** Checks the pieces of one source, which must have one form, and pairs symbols with the next. */
export class PieceReader {
  readonly #operation: string;
  readonly #lanes: number;
  #form: string | undefined;
  /** [B] The last symbols, whose targets have not come yet. */
  #last: Int32Array | undefined;

  constructor(operation: string, lanes: number) {
    this.#operation = operation;
    this.#lanes = lanes;
  }

  /**
   * Returns the steps of a piece that begins at step `at` of the stream.
   *
   * @throws ArgumentError if it is neither steps with targets nor symbols, if its form is not that
   * of the pieces before, or if it has other lanes
   * @throws ShapeError if inputs, targets and resets differ in their first axes
   */
  read(piece: unknown, at: number): Steps {
    const read = isPair(piece) ? this.#pair(piece, at) : this.#symbols(piece, at);
    if (read.steps === 0) return read;
    const form = `inputs ${formOf(read.inputs)} and targets ${formOf(read.targets)}`;
    this.#form ??= form;
    if (form === this.#form) return read;
    throw this.#refuse(at, `has ${form}, the pieces before have ${this.#form}; all must have one form.`);
  }

  #pair(piece: { readonly inputs: unknown }, at: number): Steps {
    const { inputs, targets, resets, lengths, count } = piece as Partial<Record<string, unknown>>;
    if (lengths !== undefined) {
      throw this.#refuse(
        at,
        'has lengths, but lanes of a piece have one length; mark where a lane starts anew by resets, and targets that do not count by IGNORED.',
      );
    }
    const read = {
      inputs: this.#column('inputs', inputs, at),
      targets: targets === undefined ? undefined : this.#column('targets', targets, at),
      resets: resets === undefined ? undefined : this.#column('resets', resets, at),
    };
    const steps = read.inputs.data.length / rowOf(read.inputs);
    for (const [name, column] of Object.entries(read)) {
      if (column === undefined || column.data.length === steps * rowOf(column)) continue;
      throw new ShapeError(
        this.#operation,
        `the piece at step ${at} has ${steps} steps of inputs, but ${column.data.length / rowOf(column)} of ${name}; they must be as many.`,
        { at },
      );
    }
    const found = countOf(read.targets, steps, this.#lanes);
    if (count !== undefined && count !== found) {
      throw this.#refuse(
        at,
        `has the count ${describe(count)}, but ${found} positions count; a piece is cut anew, so targets that do not count must be ${IGNORED} (IGNORED).`,
      );
    }
    return { steps, ...read };
  }

  #column(name: string, value: unknown, at: number): Column {
    const column = columnOf(this.#operation, name, value);
    if (column === undefined) {
      throw this.#refuse(
        at,
        `has ${name} that are ${describe(value)}; they must be a tensor or Indices whose first axes are [T, B].`,
      );
    }
    const [lanes] = column.tail;
    if (lanes === this.#lanes && (name !== 'resets' || (!column.isTensor && column.tail.length === 1)))
      return column;
    throw this.#refuse(
      at,
      `has ${name} [T, ${column.tail.join(', ')}]; their first axes must be [T, ${this.#lanes}], the stream having ${this.#lanes} lanes.`,
    );
  }

  #symbols(piece: unknown, at: number): Steps {
    const ids = this.#ids(piece, at);
    const B = this.#lanes;
    const known = this.#last;
    const held = known === undefined ? ids : joined(known, ids);
    const steps = Math.max(0, held.length / B - 1);
    if (held.length > 0) this.#last = held.slice(held.length - B);
    const column = (from: number): Column => ({
      isTensor: false,
      tail: [B],
      data: held.slice(from, from + steps * B),
    });
    return { steps, inputs: column(0), targets: column(B), resets: undefined };
  }

  #ids(piece: unknown, at: number): Int32Array {
    if (isShaped(piece)) {
      const { data, tail } = this.#column('symbols', piece, at);
      if (tail.length === 1) return this.#checked(data, at);
      throw this.#refuse(at, `has symbols [T, ${tail.join(', ')}]; they must be [T, ${this.#lanes}].`);
    }
    const list = typeof piece === 'number' ? [piece] : piece;
    if (!isNumbers(list)) {
      throw this.#refuse(
        at,
        `is ${describe(piece)}; it must be { inputs, targets }, or symbols: a list of whole numbers, or Indices [T, B].`,
      );
    }
    if (this.#lanes === 1) return this.#checked(list, at);
    throw this.#refuse(
      at,
      `is a list of symbols, which are those of one lane; the stream has ${this.#lanes}: give indices([T, ${this.#lanes}], ids).`,
    );
  }

  #checked(numbers: ArrayLike<unknown>, at: number): Int32Array {
    const ids = new Int32Array(numbers.length);
    for (let i = 0; i < ids.length; i++) {
      const id = numbers[i];
      if (typeof id === 'number' && isInRange(id, ID)) ids[i] = id;
      else {
        throw this.#refuse(
          at,
          `has the symbol ${describe(id)} at position ${i}; symbols are whole numbers of at least 0.`,
        );
      }
    }
    return ids;
  }

  #refuse(at: number, rule: string): ArgumentError {
    return new ArgumentError(this.#operation, `the piece at step ${at} ${rule}`, { at });
  }
}

const ID = { least: 0, most: 2 ** 31 - 1, whole: true };

/** The number of positions of `steps` steps that count: those whose target is not `IGNORED`. */
export function countOf(targets: Column | undefined, steps: number, lanes: number): number {
  if (targets === undefined || targets.isTensor || targets.tail.length > 1) return steps * lanes;
  let counted = 0;
  for (const target of targets.data) if (target !== IGNORED) counted++;
  return counted;
}

/** Returns a sequence of that kind and tail. */
export function sequenceOf({ isTensor, tail }: Column, steps: number, data: Numbers): Sequence {
  const shape = [steps, ...tail];
  return isTensor
    ? tensorOf(shape, data)
    : { shape, data: data instanceof Int32Array ? data : indices(shape, data).data };
}

function columnOf(operation: string, name: string, value: unknown): Column | undefined {
  if (value instanceof Tensor) {
    const [, ...tail] = value.shape;
    return tail.length === 0 ? undefined : { isTensor: true, tail, data: numbersOf(value).slice() };
  }
  if (!isShaped(value)) return undefined;
  requireIndices(operation, name, value);
  const [, ...tail] = value.shape;
  return tail.length === 0 ? undefined : { isTensor: false, tail, data: value.data.slice() };
}

function formOf(column: Column | undefined): string {
  if (column === undefined) return 'undefined';
  return `${column.isTensor ? 'tensors' : 'symbols'} [T, ${column.tail.join(', ')}]`;
}

function joined(a: Int32Array, b: Int32Array): Int32Array {
  const both = new Int32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function isPair(value: unknown): value is { readonly inputs: unknown } {
  return typeof value === 'object' && value !== null && 'inputs' in value;
}

function isShaped(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'shape' in value;
}

function isNumbers(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
}
