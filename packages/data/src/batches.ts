import { describe, isInRange, requireList, requireOptions, SIZE } from './arguments.js';
import { zeros } from './arrays.js';
import { ArgumentError } from './errors.js';
import { isId } from './ids.js';
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
 * Returns the numbers 0 to `samples - 1` in batches, each exactly once: one epoch of training; or
 * those that a list has, such as a part of {@link stratifiedSplit}. Each batch is a new array, and
 * {@link gatherRows} returns the rows of the data that it names. Every loop over the result shuffles
 * anew.
 *
 * ```ts
 * for (const batch of batches(60_000, { size: 128, random })) {
 *   const images = gatherRows(data.images, batch); // [128, 784]
 * }
 * ```
 *
 * @throws ArgumentError if `samples` is neither a whole number of at least 0 nor a list of them, or
 * if `size` is not a whole number of at least 1.
 */
export function batches(samples: number | ArrayLike<number>, options: BatchesOptions): Iterable<Int32Array> {
  requireOptions('batches', options, { size: true, random: true, dropLast: true });
  const { size, random, dropLast } = options;
  const listed = typeof samples === 'object' && samples !== null ? listOf(samples) : undefined;
  const count: unknown = listed?.length ?? samples;
  if (!isInRange(count, SAMPLES) || !isInRange(size, SIZE)) {
    throw new ArgumentError(
      'batches',
      `${describe(count)} samples in batches of ${describe(size)} were asked for; the samples must be an integer ` +
        `${isInRange(count, TOO_MANY) ? `from 0 to ${SAMPLES.most}` : 'from 0 up'}, the size an integer from 1 up.`,
      { samples, size },
    );
  }
  if (random !== undefined) requireRandom('batches', random);
  if (dropLast !== undefined && typeof dropLast !== 'boolean') {
    throw new ArgumentError('batches', `dropLast is ${describe(dropLast)}; it must be true or false.`, {
      dropLast,
    });
  }
  return { [Symbol.iterator]: () => epoch(listed ?? ordered(count), options) };
}

/** Sample numbers are elements of an `Int32Array`. */
const SAMPLES = { least: 0, most: 2 ** 31 - 1, whole: true };
const TOO_MANY = { least: 2 ** 31 };

function listOf(samples: ArrayLike<number>): Int32Array {
  requireList('batches', 'the samples', samples, 'sample numbers');
  for (let i = 0; i < samples.length; i++) {
    if (isId(samples[i])) continue;
    throw new ArgumentError(
      'batches',
      `element ${i} of the samples is ${describe(samples[i])}; samples are integers from 0 up.`,
      { sample: samples[i], position: i },
    );
  }
  return Int32Array.from(samples);
}

function ordered(samples: number): Int32Array {
  const order = zeros('batches', 'samples', Int32Array, samples);
  for (let sample = 0; sample < samples; sample++) order[sample] = sample;
  return order;
}

function* epoch(
  samples: Int32Array,
  { size, random, dropLast = false }: BatchesOptions,
): Generator<Int32Array, void> {
  const order = samples.slice();
  if (random) shuffle(order, random);
  const end = dropLast ? order.length - (order.length % size) : order.length;
  for (let start = 0; start < end; start += size) yield order.slice(start, start + size);
}
