import { requireOptions, requireRange, SIZE } from '../arguments.js';
import { type Floats, zeros } from '../arrays.js';
import { type Random, requireRandom, uniform } from '../random.js';

/** The sizes of {@link parity}. */
export interface ParityOptions {
  /** `T`, the number of steps. */
  readonly steps: number;
  /** `B`, the number of sequences. */
  readonly lanes: number;
}

/** Sequences of bits and their running parity. */
export interface Parity {
  /** `[T, B, 1]` 0 or 1, equally likely. */
  readonly inputs: Floats;
  /** `[T, B, 1]` 1 if the number of ones up to that step is odd, else 0. */
  readonly targets: Floats;
}

/**
 * Running parity: after each bit, the target says whether the number of ones so far is odd. One bit
 * of memory suffices, but it must never be lost, and the target depends on every input alike
 * (Hochreiter & Schmidhuber 1997, section 5; Graves 2016, arXiv:1603.08983).
 *
 * @throws ArgumentError if an option is not a whole number of at least 1.
 */
export function parity(random: Random, options: ParityOptions): Parity {
  requireRandom('parity', random);
  requireOptions('parity', options, { steps: true, lanes: true });
  const { steps: T, lanes: B } = options;
  requireRange('parity', 'steps', T, SIZE);
  requireRange('parity', 'lanes', B, SIZE);
  const inputs = zeros('parity', 'steps and lanes', Float32Array, T * B);
  for (let i = 0; i < T * B; i++) inputs[i] = uniform(random) < 0.5 ? 0 : 1;
  const targets = inputs.slice();
  for (let i = B; i < T * B; i++) targets[i] = inputs[i] === targets[i - B] ? 0 : 1;
  return { inputs: { shape: [T, B, 1], data: inputs }, targets: { shape: [T, B, 1], data: targets } };
}
