import { requireOptions, requireRange, SIZE } from './arguments.js';
import { ArgumentError } from './errors.js';
import { idError, toIds } from './ids.js';

/** The mean loss of an n-gram model. */
export interface NGramLoss {
  /** n, the number of symbols of an n-gram. */
  readonly order: number;
  /** Bits per symbol of the held-out text. */
  readonly bits: number;
}

/** The models that {@link nGramBits} counts. */
export interface NGramOptions {
  /** V, the number of symbols of the vocabulary. */
  readonly symbols: number;
  /** The largest n. */
  readonly order: number;
}

/** After this many symbols the caller may pause or stop. */
const BETWEEN_PAUSES = 4096;

/**
 * Measures n-gram models of 1, 2 ... `order` symbols: what a language model achieves that remembers
 * the n - 1 previous symbols and nothing else. Each is interpolated with the one before it by the
 * method of Witten & Bell (1991): `p(c|h) = (n(hc) + t(h) p(c|h')) / (n(h) + t(h))`, where `t(h)` is
 * the number of different symbols seen after h, h' is h without its first symbol, and the model of
 * no symbol is uniform.
 *
 * A long text takes seconds, so it is a generator: it yields now and then, which is where a caller
 * may pause or stop, and returns the loss of each model.
 *
 * ```ts
 * const counting = nGramBits(training, validation, { symbols: vocabulary.size, order: 5 });
 * let step = counting.next();
 * while (step.done !== true) step = counting.next();
 * console.log(step.value.map(({ order, bits }) => `${order}: ${bits}`));
 * ```
 *
 * @param ids `[N]` The text that n-grams are counted in.
 * @param heldOut `[M]` The text that the models are measured on.
 * @throws ArgumentError if a text is empty or has ids that are not below `symbols`, or if a size is
 * not a whole number of at least 1, `order` at most 100.
 */
export function nGramBits(
  ids: ArrayLike<number>,
  heldOut: ArrayLike<number>,
  options: NGramOptions,
): Generator<undefined, readonly NGramLoss[], void> {
  requireOptions('nGramBits', options, { symbols: true, order: true });
  const { symbols, order } = options;
  requireRange('nGramBits', 'symbols', symbols, { ...SIZE, most: 2 ** 31 });
  requireRange('nGramBits', 'order', order, { ...SIZE, most: 100 });
  return measured(textOf(ids, symbols), textOf(heldOut, symbols), symbols, order);
}

function textOf(ids: ArrayLike<number>, size: number): Int32Array {
  const checked = toIds('nGramBits', ids);
  if (checked.length === 0)
    throw new ArgumentError('nGramBits', 'a text has no symbols; it must have at least 1.');
  const position = checked.findIndex((id) => id >= size);
  if (position >= 0) throw idError('nGramBits', checked[position], position, { size });
  return checked;
}

function* measured(
  ids: Int32Array,
  heldOut: Int32Array,
  symbols: number,
  most: number,
): Generator<undefined, readonly NGramLoss[], void> {
  const probabilities = new Float64Array(heldOut.length).fill(1 / symbols);
  const losses: NGramLoss[] = [];
  // The number of the n-gram that ends at each place. That of no symbol is 0.
  let [ends, heldOutEnds] = [new Int32Array(ids.length), new Int32Array(heldOut.length)];
  let contexts = 1;
  for (let order = 1; order <= most; order++) {
    const numbers = new Map<number, number>();
    const [totals, kinds] = [new Int32Array(contexts), new Int32Array(contexts)];
    const counts = new Int32Array(ids.length);
    const next = new Int32Array(ids.length);
    for (let i = order - 1; i < ids.length; i++) {
      const context = order === 1 ? 0 : (ends[i - 1] as number);
      const key = context * symbols + (ids[i] as number);
      let number = numbers.get(key);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(key, number);
        kinds[context] = (kinds[context] as number) + 1;
      }
      counts[number] = (counts[number] as number) + 1;
      totals[context] = (totals[context] as number) + 1;
      next[i] = number;
      if (i % BETWEEN_PAUSES === 0) yield undefined;
    }
    const heldOutNext = new Int32Array(heldOut.length);
    let bits = 0;
    for (let i = 0; i < heldOut.length; i++) {
      const context = i < order - 1 ? UNSEEN : order === 1 ? 0 : (heldOutEnds[i - 1] as number);
      const number = context === UNSEEN ? UNSEEN : numbers.get(context * symbols + (heldOut[i] as number));
      heldOutNext[i] = number ?? UNSEEN;
      const shorter = probabilities[i] as number;
      if (context !== UNSEEN) {
        const [total, kind] = [totals[context] as number, kinds[context] as number];
        const count = number === undefined ? 0 : (counts[number] as number);
        if (total > 0) probabilities[i] = (count + kind * shorter) / (total + kind);
      }
      bits -= Math.log2(probabilities[i] as number);
    }
    losses.push({ order, bits: bits / heldOut.length });
    [ends, heldOutEnds, contexts] = [next, heldOutNext, numbers.size];
    yield undefined;
  }
  return losses;
}

/** The number of an n-gram that was not counted. */
const UNSEEN = -1;
