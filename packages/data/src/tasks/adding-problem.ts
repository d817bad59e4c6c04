import type { Floats } from '../arrays.js';
import type { Random } from '../batches.js';
import { requireCount } from './task-option-error.js';
import { wholeNumber } from './whole-number.js';

/** How {@link addingProblem} draws its sequences. */
export interface AddingProblemOptions {
  /** `T`, at least 2. */
  readonly steps: number;
  /** `B`, the number of sequences. */
  readonly lanes: number;
}

/** Sequences of numbers with marks, and the sums of the marked ones. */
export interface AddingProblem {
  /** `[T, B, 2]`: a number in [0, 1) and a mark, 1 at two steps and 0 elsewhere. */
  readonly inputs: Floats;
  /** `[B, 1]`: the sum of the two marked numbers, to be given after the last step. */
  readonly targets: Floats;
}

/**
 * The adding problem (Hochreiter & Schmidhuber 1997, experiment 4, in the form of Le, Jaitly & Hinton 2015, arXiv:1504.00941): each step brings a
 * number uniform in [0, 1) and a mark; one step of the first half and one of the second are marked, and the answer is the sum of their numbers. Always
 * answering 1 has a mean squared error of 1/6.
 *
 * @throws TaskOptionError where `steps` is below 2 or `lanes` below 1
 */
export function addingProblem(random: Random, { steps: T, lanes: B }: AddingProblemOptions): AddingProblem {
  requireCount('addingProblem', 'steps', T, 2);
  requireCount('addingProblem', 'lanes', B);
  const inputs = new Float32Array(T * B * 2);
  const targets = new Float32Array(B);
  const half = Math.floor(T / 2);
  for (let b = 0; b < B; b++) {
    for (let t = 0; t < T; t++) inputs[2 * (t * B + b)] = random.float();
    for (const t of [wholeNumber(random, 0, half - 1), wholeNumber(random, half, T - 1)]) {
      inputs[2 * (t * B + b) + 1] = 1;
      targets[b] = (targets[b] as number) + (inputs[2 * (t * B + b)] as number);
    }
  }
  return { inputs: { shape: [T, B, 2], data: inputs }, targets: { shape: [B, 1], data: targets } };
}
