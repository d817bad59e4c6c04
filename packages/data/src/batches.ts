import { BatchCountError } from './errors.js';

/** A source of random numbers; `seeded(42)` of `@tbptt/core` is one. */
export interface Random {
  /** The next number, uniform in [0, 1). */
  float(): number;
}

/** How {@link batches} divides its samples. */
export interface BatchesOptions {
  /** The number of samples of a batch. */
  readonly size: number;
  /** Shuffles the samples. Default: they come in order, as a validation wants them. */
  readonly random?: Random;
  /** Leaves out a last batch that is not full. Default: `false`, it is kept. */
  readonly dropLast?: boolean;
}

/**
 * The numbers 0 to `samples - 1` in batches, each exactly once: one epoch of training. Each batch is an array of its own;
 * {@link gatherRows} takes the rows out of the data. Every start of the loop shuffles anew.
 *
 * ```ts
 * for (const batch of batches(60_000, { size: 128, random })) {
 *   const images = gatherRows(data.images, batch); // [128, 784]
 * }
 * ```
 *
 * @throws BatchCountError where `samples` is not a whole number from 0 up, or `size` not one from 1 up
 */
export function batches(samples: number, options: BatchesOptions): Iterable<Int32Array> {
  const { size } = options;
  if (!Number.isInteger(samples) || samples < 0 || !Number.isInteger(size) || size < 1) {
    throw new BatchCountError(samples, size);
  }
  return { [Symbol.iterator]: () => epoch(samples, options) };
}

function* epoch(
  samples: number,
  { size, random, dropLast = false }: BatchesOptions,
): Generator<Int32Array, void> {
  const order = Int32Array.from({ length: samples }, (_, sample) => sample);
  if (random) shuffle(order, random);
  const end = dropLast ? samples - (samples % size) : samples;
  for (let start = 0; start < end; start += size) yield order.slice(start, start + size);
}

/** Brings `order` into a random one, all equally likely (Fisher and Yates, by Durstenfeld 1964). */
function shuffle(order: Int32Array, random: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random.float() * (i + 1));
    const held = order[i] as number;
    order[i] = order[j] as number;
    order[j] = held;
  }
}
