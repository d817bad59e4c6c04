import { requireOptions, requireRange, SIZE } from '../arguments.js';
import { type Indices, zeros } from '../arrays.js';
import { type Random, requireRandom, wholeNumber } from '../random.js';

/** The sizes of {@link copyMemory}. */
export interface CopyMemoryOptions {
  /**
   * The number of steps between the last symbol to remember and the first to repeat, at least 1.
   */
  readonly delay: number;
  /** `B`, the number of sequences. */
  readonly lanes: number;
  /** `S`, the number of symbols to remember. Default: 10. */
  readonly length?: number;
  /** `K`, the number of different symbols. Default: 8. */
  readonly symbols?: number;
}

/** Sequences of symbols and the target of each step. */
export interface CopyMemory {
  /** `[delay + 2 S, B]` 0 is blank, 1 to K are symbols, K + 1 is the sign to repeat them. */
  readonly inputs: Indices;
  /** `[delay + 2 S, B]` 0, and the symbols at the last S steps. */
  readonly targets: Indices;
}

/** Ids are elements of an `Int32Array`, and K + 1 is one of them. */
const SYMBOLS = { least: 1, most: 2 ** 31 - 2, whole: true };

/**
 * The copy memory problem (Hochreiter & Schmidhuber 1997; Arjovsky, Shah & Bengio 2016,
 * arXiv:1511.06464). The inputs are S symbols, then blanks, then a sign at the last step of the
 * delay, then blanks at the steps where the symbols are to be repeated in order. There are K + 2
 * different inputs. Without memory the best mean cross entropy is `S ln K / (delay + 2 S)`.
 *
 * @throws ArgumentError if an option is not a whole number of at least 1.
 */
export function copyMemory(random: Random, options: CopyMemoryOptions): CopyMemory {
  requireRandom('copyMemory', random);
  requireOptions('copyMemory', options, { delay: true, lanes: true, length: true, symbols: true });
  const { delay, lanes: B, length: S = 10, symbols: K = 8 } = options;
  for (const [name, value] of Object.entries({ delay, lanes: B, length: S })) {
    requireRange('copyMemory', name, value, SIZE);
  }
  requireRange('copyMemory', 'symbols', K, SYMBOLS);
  const T = delay + 2 * S;
  const inputs = zeros('copyMemory', 'delay, length and lanes', Int32Array, T * B);
  const targets = zeros('copyMemory', 'delay, length and lanes', Int32Array, T * B);
  inputs.fill(K + 1, (S + delay - 1) * B, (S + delay) * B);
  for (let i = 0; i < S * B; i++) {
    const symbol = wholeNumber(random, 1, K);
    inputs[i] = symbol;
    targets[(S + delay) * B + i] = symbol;
  }
  return { inputs: { shape: [T, B], data: inputs }, targets: { shape: [T, B], data: targets } };
}
