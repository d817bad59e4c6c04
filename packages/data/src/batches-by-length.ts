import { COUNT, requireList, requireOptions, requireRange, SIZE } from './arguments.js';
import { ArgumentError } from './errors.js';
import { type Random, requireRandom, shuffle } from './random.js';

/** How {@link batchesByLength} divides sequences. */
export interface BatchesByLengthOptions {
  /** The largest number of sequences of a batch. */
  readonly size: number;
  /**
   * The largest number of steps of a batch, padding included: `T B`. A longer sequence is a batch by
   * itself. Default: no limit.
   */
  readonly maximumSteps?: number;
  /**
   * Shuffles the sequences and the batches. Default: none; batches are in the order of length, as
   * for validation.
   */
  readonly random?: Random;
  /**
   * The number of batches whose sequences are sorted together by length. Large pools need little
   * padding, small ones mix more. Default: 50.
   */
  readonly pool?: number;
}

/**
 * Returns the numbers of sequences in batches of similar lengths, so that little is padded: one epoch
 * of training, each sequence exactly once. {@link padSequences} and {@link padSeries} join the
 * sequences of a batch, {@link nextSymbols} those of a language model. Every loop over the result
 * shuffles anew.
 *
 * Sequences are shuffled and cut into pools of `pool * size`, each pool is sorted by length and cut
 * into batches, and the batches of all pools are shuffled.
 *
 * ```ts
 * const lengths = sequences.map(({ length }) => length);
 * for (const batch of batchesByLength(lengths, { size: 32, random })) {
 *   const { inputs, lengths } = padSequences(sequences, batch); // [T, B] and [B]
 * }
 * ```
 *
 * @param lengths `[N]` The length of each sequence.
 * @throws ArgumentError if a length is not a whole number of at least 0, or an option is unknown or
 * not valid.
 */
export function batchesByLength(
  lengths: ArrayLike<number>,
  options: BatchesByLengthOptions,
): Iterable<Int32Array> {
  const name = 'batchesByLength';
  requireList(name, 'lengths', lengths, 'lengths of sequences');
  requireOptions(name, options, { size: true, maximumSteps: true, random: true, pool: true });
  const { size, maximumSteps, random, pool = 50 } = options;
  requireRange(name, 'size', size, SIZE);
  requireRange(name, 'pool', pool, SIZE);
  if (maximumSteps !== undefined) requireRange(name, 'maximumSteps', maximumSteps, SIZE);
  if (random !== undefined) requireRandom(name, random);
  const checked = Array.from(lengths, (length, sequence) => {
    requireRange(name, `the length of sequence ${sequence}`, length, COUNT);
    return length;
  });
  if (checked.length > 2 ** 31 - 1) {
    throw new ArgumentError(name, `there are ${checked.length} sequences; at most 2^31 - 1 can be named.`);
  }
  return { [Symbol.iterator]: () => epoch(checked, { ...options, pool }) };
}

function* epoch(
  lengths: readonly number[],
  { size, maximumSteps = Number.POSITIVE_INFINITY, random, pool }: BatchesByLengthOptions & { pool: number },
): Generator<Int32Array, void> {
  const order = lengths.map((_, sequence) => sequence);
  if (random !== undefined) shuffle(order, random);
  const pooled = random === undefined ? Math.max(1, order.length) : pool * size;
  const made: Int32Array[] = [];
  for (let first = 0; first < order.length; first += pooled) {
    const sorted = order
      .slice(first, first + pooled)
      .toSorted((a, b) => (lengths[a] as number) - (lengths[b] as number));
    let start = 0;
    while (start < sorted.length) {
      let end = start + 1;
      // Lengths ascend, so the last sequence is the longest.
      while (
        end < sorted.length &&
        end - start < size &&
        (lengths[sorted[end] as number] as number) * (end + 1 - start) <= maximumSteps
      ) {
        end++;
      }
      made.push(Int32Array.from(sorted.slice(start, end)));
      start = end;
    }
  }
  if (random !== undefined) shuffle(made, random);
  yield* made;
}
