import { NOT_NEGATIVE, requireNumber, requireRange } from '../arguments.js';

/**
 * Combines the mean losses of batches, in nats per symbol, into the mean loss of all symbols.
 *
 * ```ts
 * const perplexity = new Perplexity();
 * for (const { loss, count } of windows) perplexity.add(loss, count);
 * console.log(perplexity.bits, perplexity.perplexity);
 * ```
 */
export class Perplexity {
  /** The number of symbols that were counted. */
  total = 0;
  #nats = 0;

  /**
   * Adds a batch.
   *
   * @param meanNats the mean loss, as `crossEntropy` returns it.
   * @param count the number of symbols over which the loss is the mean.
   * @throws ArgumentError if an argument is not a number, or the count is negative.
   */
  add(meanNats: number, count: number): this {
    requireNumber('Perplexity.add', 'the loss', meanNats);
    requireRange('Perplexity.add', 'the count', count, NOT_NEGATIVE);
    if (count === 0) return this; // the mean over nothing is NaN
    this.#nats += meanNats * count;
    this.total += count;
    return this;
  }

  /** The mean loss in nats per symbol, or NaN if there are no symbols. */
  get nats(): number {
    return this.#nats / this.total;
  }

  /** The mean loss in bits per symbol: `nats / log 2`. */
  get bits(): number {
    return this.nats / Math.LN2;
  }

  /** `exp(nats)`: the number of equally likely symbols that would be as hard to guess. */
  get perplexity(): number {
    return Math.exp(this.nats);
  }

  /** Forgets all batches. */
  reset(): void {
    this.total = 0;
    this.#nats = 0;
  }
}
