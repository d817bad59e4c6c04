/** How often what follows a context was seen. */
interface Context {
  readonly counts: Map<number, number>;
  total: number;
}

const SEPARATOR = ',';

/**
 * A model of the next word from the words before it, interpolated Kneser-Ney (Kneser & Ney 1995; Chen
 * & Goodman 1999): with the discount `D = n1 / (n1 + 2 n2)` of its order,
 *
 *     P(w | context) = max(c(context w) - D, 0) / c(context) + D N(context) / c(context) P(w | shorter)
 *
 * where below the highest order `c` counts in how many contexts a word was seen instead of how often,
 * `N` is the number of different words after a context, and the lowest of all is even.
 */
export class KneserNey {
  /** By length of the context. */
  readonly #orders: readonly Map<string, Context>[];
  readonly #discounts: readonly number[];

  /** `order` is 3 for trigrams. Words are numbers below `words`. */
  constructor(
    ids: ArrayLike<number>,
    readonly words: number,
    readonly order: number,
  ) {
    this.#orders = Array.from({ length: order }, () => new Map<string, Context>());
    for (let length = order - 1; length >= 0; length--) {
      if (length === order - 1) {
        for (let i = length; i < ids.length; i++)
          this.#add(length, keyOf(ids, i - length, i), ids[i] as number);
        continue;
      }
      // A word counts once for every longer context that it was seen in.
      for (const [key, { counts }] of this.#orders[length + 1] as Map<string, Context>) {
        const shorter = length === 0 ? '' : key.slice(key.indexOf(SEPARATOR) + 1);
        for (const word of counts.keys()) this.#add(length, shorter, word);
      }
    }
    this.#discounts = this.#orders.map(discountOf);
  }

  /** The probability of the word at `position`, given those before it. */
  probability(ids: ArrayLike<number>, position: number): number {
    let probability = 1 / this.words;
    for (let length = 0; length < this.order && length <= position; length++) {
      const context = this.#orders[length]?.get(keyOf(ids, position - length, position));
      if (context === undefined) continue;
      const discount = this.#discounts[length] as number;
      const seen = Math.max((context.counts.get(ids[position] as number) ?? 0) - discount, 0);
      probability = (seen + discount * context.counts.size * probability) / context.total;
    }
    return probability;
  }

  /** `exp` of the mean of `-log P` over all words but the first ones, whose context is cut. */
  perplexity(ids: ArrayLike<number>): number {
    let [sum, count] = [0, 0];
    for (let i = this.order - 1; i < ids.length; i++, count++) sum -= Math.log(this.probability(ids, i));
    return Math.exp(sum / count);
  }

  #add(length: number, key: string, word: number): void {
    const contexts = this.#orders[length] as Map<string, Context>;
    let context = contexts.get(key);
    if (context === undefined) contexts.set(key, (context = { counts: new Map(), total: 0 }));
    context.counts.set(word, (context.counts.get(word) ?? 0) + 1);
    context.total++;
  }
}

function keyOf(ids: ArrayLike<number>, start: number, end: number): string {
  let key = '';
  for (let i = start; i < end; i++) key += (i > start ? SEPARATOR : '') + String(ids[i]);
  return key;
}

function discountOf(contexts: ReadonlyMap<string, Context>): number {
  let [once, twice] = [0, 0];
  for (const { counts } of contexts.values()) {
    for (const count of counts.values()) {
      if (count === 1) once++;
      if (count === 2) twice++;
    }
  }
  return once === 0 ? 0.5 : once / (once + 2 * twice);
}
