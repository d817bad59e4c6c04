import type { Indices } from '../arrays.js';
import type { Random } from '../batches.js';
import { requireCount } from './task-option-error.js';
import { wholeNumber } from './whole-number.js';

/** How {@link copyMemory} draws its sequences. */
export interface CopyMemoryOptions {
  /** Steps between the last symbol to remember and the first to repeat, at least 1. */
  readonly delay: number;
  /** `B`, the number of sequences. */
  readonly lanes: number;
  /** `S`, how many symbols are to be remembered. Default: 10. */
  readonly length?: number;
  /** `K`, among how many symbols they are drawn. Default: 8. */
  readonly symbols?: number;
}

/** Sequences of symbols, and what is to be answered at each step. */
export interface CopyMemory {
  /** `[delay + 2 S, B]`: 0 is blank, 1 to K are symbols, K + 1 says go. */
  readonly inputs: Indices;
  /** `[delay + 2 S, B]`: 0, and at the last S steps the symbols. */
  readonly targets: Indices;
}

/**
 * The copy memory problem (Hochreiter & Schmidhuber 1997; Arjovsky, Shah & Bengio 2016, arXiv:1511.06464): S symbols are shown, then blanks, at the last
 * step of the delay a sign to go, then blanks while the symbols are to be repeated in order. There are K + 2 symbols. Without memory the best mean cross
 * entropy is `S ln K / (delay + 2 S)`.
 *
 * @throws TaskOptionError where an option is below 1
 */
export function copyMemory(
  random: Random,
  { delay, lanes: B, length: S = 10, symbols: K = 8 }: CopyMemoryOptions,
): CopyMemory {
  for (const [option, value] of Object.entries({ delay, lanes: B, length: S, symbols: K })) {
    requireCount('copyMemory', option, value);
  }
  const T = delay + 2 * S;
  const inputs = new Int32Array(T * B);
  const targets = new Int32Array(T * B);
  inputs.fill(K + 1, (S + delay - 1) * B, (S + delay) * B);
  for (let i = 0; i < S * B; i++) {
    const symbol = wholeNumber(random, 1, K);
    inputs[i] = symbol;
    targets[(S + delay) * B + i] = symbol;
  }
  return { inputs: { shape: [T, B], data: inputs }, targets: { shape: [T, B], data: targets } };
}
