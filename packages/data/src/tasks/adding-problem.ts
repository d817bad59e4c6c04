import { requireOptions, requireRange, SIZE } from '../arguments.js';
import { type Floats, zeros } from '../arrays.js';
import { type Random, requireRandom, uniform, wholeNumber } from '../random.js';

/** The sizes of {@link addingProblem}. */
export interface AddingProblemOptions {
  /** `T`, the number of steps, at least 2. */
  readonly steps: number;
  /** `B`, the number of sequences. */
  readonly lanes: number;
}

/** Sequences of numbers, two of them marked, and the sums of the marked ones. */
export interface AddingProblem {
  /** `[T, B, 2]` A number in [0, 1) and a mark, which is 1 at two steps and 0 elsewhere. */
  readonly inputs: Floats;
  /** `[B, 1]` The sum of the two marked numbers, the target of the last step. */
  readonly targets: Floats;
}

/**
 * The adding problem (Hochreiter & Schmidhuber 1997, experiment 4, in the form of Le, Jaitly &
 * Hinton 2015, arXiv:1504.00941). Each step has a number uniform in [0, 1) and a mark. One step of
 * the first half and one of the second are marked, and the target is the sum of their numbers.
 * Always answering 1 has a mean squared error of 1/6.
 *
 * @throws ArgumentError if `steps` is less than 2 or `lanes` less than 1.
 */
export function addingProblem(random: Random, options: AddingProblemOptions): AddingProblem {
  requireRandom('addingProblem', random);
  requireOptions('addingProblem', options, { steps: true, lanes: true });
  const { steps: T, lanes: B } = options;
  requireRange('addingProblem', 'steps', T, { least: 2, whole: true });
  requireRange('addingProblem', 'lanes', B, SIZE);
  const inputs = zeros('addingProblem', 'steps and lanes', Float32Array, T * B * 2);
  const targets = new Float32Array(B);
  const half = Math.floor(T / 2);
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T; t++) inputs[2 * (t * B + b)] = uniform(random);
    for (const t of [wholeNumber(random, 0, half - 1), wholeNumber(random, half, T - 1)]) {
      inputs[2 * (t * B + b) + 1] = 1;
      targets[b] = (targets[b] as number) + (inputs[2 * (t * B + b)] as number);
    }
  }
  return { inputs: { shape: [T, B, 2], data: inputs }, targets: { shape: [B, 1], data: targets } };
}
