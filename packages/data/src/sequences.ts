import { describe, isList, requireList } from './arguments.js';
import { zeros } from './arrays.js';
import { ArgumentError } from './errors.js';
import { requireIds } from './ids.js';

/**
 * Returns the sequences that `rows` names.
 *
 * @throws ArgumentError if there is no such sequence, if none is named, or if an element of one is
 * not a whole number of at least 0.
 */
export function sequencesOf(
  operation: string,
  sequences: readonly ArrayLike<number>[],
  rows?: ArrayLike<number>,
): readonly ArrayLike<number>[] {
  requireList(operation, 'sequences', sequences, 'arrays of ids');
  if (rows !== undefined) requireList(operation, 'rows', rows, 'numbers of sequences');
  const available = sequences.length;
  const named = rows?.length ?? available;
  if (named === 0) {
    throw new ArgumentError(
      operation,
      `no sequence of ${available} was asked for; a batch must have one at least.`,
      { available },
    );
  }
  const found: ArrayLike<number>[] = [];
  for (let b = 0; b < named; b++) {
    const row = rows === undefined ? b : rows[b];
    if (typeof row !== 'number' || !Number.isInteger(row) || row < 0 || row >= available) {
      throw new ArgumentError(
        operation,
        `sequence ${describe(row)} was asked for; there are ${available}, with numbers from 0 up.`,
        { row, position: b, available },
      );
    }
    const sequence: unknown = sequences[row];
    if (!isList(sequence)) {
      throw new ArgumentError(
        operation,
        `sequence ${row} is ${describe(sequence)}; it must be an array of ids.`,
        { row, sequence },
      );
    }
    requireIds(operation, sequence as ArrayLike<number>, ` of sequence ${row}`);
    found.push(sequence as ArrayLike<number>);
  }
  return found;
}

/** Returns the greatest length of the sequences. */
export function longest(sequences: readonly ArrayLike<number>[]): number {
  return sequences.reduce((most, { length }) => Math.max(most, length), 0);
}

/**
 * Writes sequences side by side, time-major, each from step `first`; the rest is `filler`.
 *
 * @returns `[steps, B]`
 */
export function timeMajor(
  operation: string,
  sequences: readonly ArrayLike<number>[],
  { steps, first = 0, filler }: { readonly steps: number; readonly first?: number; readonly filler: number },
): Int32Array {
  const B = sequences.length;
  const data = zeros(operation, 'the sequences', Int32Array, steps * B).fill(filler);
  sequences.forEach((sequence, b) => {
    for (let t = 0; t < sequence.length; t++) data[(first + t) * B + b] = sequence[t] as number;
  });
  return data;
}
