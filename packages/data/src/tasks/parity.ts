import type { Floats } from '../arrays.js';
import type { Random } from '../batches.js';
import { requireCount } from './task-option-error.js';

/** How {@link parity} draws its sequences. */
export interface ParityOptions {
  /** `T` */
  readonly steps: number;
  /** `B`, the number of sequences. */
  readonly lanes: number;
}

/** Sequences of bits and their running parity. */
export interface Parity {
  /** `[T, B, 1]`: 0 or 1, equally likely. */
  readonly inputs: Floats;
  /** `[T, B, 1]`: 1 where the number of ones up to that step is odd, else 0. */
  readonly targets: Floats;
}

/**
 * Running parity: after each bit, whether the number of ones so far is odd. One bit of memory suffices, but it must never be lost, and the answer
 * depends on every input alike (Hochreiter & Schmidhuber 1997, section 5; Graves 2016, arXiv:1603.08983).
 *
 * @throws TaskOptionError where an option is below 1
 */
export function parity(random: Random, { steps: T, lanes: B }: ParityOptions): Parity {
  requireCount('parity', 'steps', T);
  requireCount('parity', 'lanes', B);
  const inputs = Float32Array.from({ length: T * B }, () => (random.float() < 0.5 ? 0 : 1));
  const targets = inputs.slice();
  for (let i = B; i < T * B; i++) targets[i] = inputs[i] === targets[i - B] ? 0 : 1;
  return { inputs: { shape: [T, B, 1], data: inputs }, targets: { shape: [T, B, 1], data: targets } };
}
