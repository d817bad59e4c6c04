import { describe, isInRange, requireOptions, SIZE } from './arguments.js';
import { zeros } from './arrays.js';
import { ArgumentError } from './errors.js';
import { type Random, requireRandom, shuffle } from './random.js';

/** How {@link batches} divides its samples. */
export interface BatchesOptions {
  /** The number of samples of a batch. */
  readonly size: number;
  /** Shuffles the samples. Default: none, samples are in order, as for validation. */
  readonly random?: Random;
  /** Leaves out a last batch that is not full. Default: false. */
  readonly dropLast?: boolean;
}

/**
 * Returns the numbers 0 to `samples - 1` in batches, each exactly once: one epoch of training. Each
 * batch is a new array, and {@link gatherRows} returns the rows of the data that it names. Every
 * loop over the result shuffles anew.
 *
 * ```ts
 * for (const batch of batches(60_000, { size: 128, random })) {
 *   const images = gatherRows(data.images, batch); // [128, 784]
 * }
 * ```
 *
 * @throws ArgumentError if `samples` is not a whole number of at least 0, or if `size` is not a
 * whole number of at least 1.
 */
export function batches(samples: number, options: BatchesOptions): Iterable<Int32Array> {
  requireOptions('batches', options, { size: true, random: true, dropLast: true });
  const { size, random, dropLast } = options;
  if (!isInRange(samples, SAMPLES) || !isInRange(size, SIZE)) {
    throw new ArgumentError(
      'batches',
      `${describe(samples)} samples in batches of ${describe(size)} were asked for; the samples must be an integer ` +
        `${isInRange(samples, TOO_MANY) ? `from 0 to ${SAMPLES.most}` : 'from 0 up'}, the size an integer from 1 up.`,
      { samples, size },
    );
  }
  if (random !== undefined) requireRandom('batches', random);
  if (dropLast !== undefined && typeof dropLast !== 'boolean') {
    throw new ArgumentError('batches', `dropLast is ${describe(dropLast)}; it must be true or false.`, {
      dropLast,
    });
  }
  return { [Symbol.iterator]: () => epoch(samples, options) };
}

/** Sample numbers are elements of an `Int32Array`. */
const SAMPLES = { least: 0, most: 2 ** 31 - 1, whole: true };
const TOO_MANY = { least: 2 ** 31 };

function* epoch(
  samples: number,
  { size, random, dropLast = false }: BatchesOptions,
): Generator<Int32Array, void> {
  const order = zeros('batches', 'samples', Int32Array, samples);
  for (let sample = 0; sample < samples; sample++) order[sample] = sample;
  if (random) shuffle(order, random);
  const end = dropLast ? samples - (samples % size) : samples;
  for (let start = 0; start < end; start += size) yield order.slice(start, start + size);
}
