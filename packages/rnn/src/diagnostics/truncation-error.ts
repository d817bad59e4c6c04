import type { Indices } from '@tbptt/core';
import type { Recurrent, Sequence, State } from '../recurrent.js';
import type { Stream } from '../training/stream.js';
import type { SequenceLoss } from '../training/window-run.js';
import { checkSteps, truncations } from './truncations.js';

/** On which data gradients are compared. */
export interface ComparisonOptions<S extends State, Y> {
  /** How many losses are propagated at a time, as in `truncatedBPTT`. */
  readonly k1: number;
  /** Back-propagation is compared with one over so many steps; over all steps from the start of the stream if not given. */
  readonly longest?: number;
  /**
   * Steps of the stream behind the last loss of a window; the gradients of all windows are summed before they are compared, so that the bias is
   * found rather than the noise. The end of the stream if not given.
   */
  readonly ends?: readonly number[];
  readonly loss: SequenceLoss<Y>;
  /** The state at the start of the stream; the model's initial state if not given. */
  readonly state?: S;
}

/** Options of `truncationError`. */
export interface TruncationErrorOptions<S extends State, Y> extends ComparisonOptions<S, Y> {
  /** How many steps the truncated gradient is propagated back. */
  readonly k2: number;
}

/** How far a truncated gradient g is from the gradient g* over the longest window. */
export interface TruncationError {
  readonly k2: number;
  /** `g · g* / (‖g‖ ‖g*‖)`: 1 where they point the same way, below 0 where a step goes uphill. NaN where one of them is zero. */
  readonly cosine: number;
  /** `‖g - g*‖ / ‖g*‖`: 0 where nothing is lost; the relative bias of Aicher et al. 2019 (arXiv:1905.07473). 0 where both are zero. */
  readonly relative: number;
  /** `‖g‖` */
  readonly norm: number;
  /** `‖g*‖` */
  readonly longestNorm: number;
}

/**
 * Compares the gradient of TBPTT(k1, k2) with that of a longer window on the same data, with the same losses, states and parameters: only the cut is
 * different. The parameters are left alone, the gradients that lie in them are not. Layers behave as outside a step: nothing is dropped.
 */
export function truncationError<S extends State, X extends Sequence = Indices, Y = Indices>(
  model: Recurrent<S>,
  stream: Stream<X, Y>,
  options: TruncationErrorOptions<S, Y>,
): TruncationError {
  const longest = longestOf('truncationError', stream, options);
  checkSteps('truncationError', 'k2', options.k2, options.k1, longest);
  const [truncated, whole] = gradientsAt(model, stream, options, [options.k2, longest]);
  return compare(options.k2, truncated as Float64Array, whole as Float64Array);
}

/** The longest window of a comparison; throws `ArgumentError` for lengths and ends that do not lie in the stream. */
export function longestOf<S extends State, X extends Sequence, Y>(
  operation: string,
  stream: Stream<X, Y>,
  { k1, ends = [stream.length], longest = Math.max(...ends) }: ComparisonOptions<S, Y>,
): number {
  checkSteps(operation, 'k1', k1, 1, stream.length);
  for (const end of ends) checkSteps(operation, 'an end', end, k1, stream.length);
  checkSteps(operation, 'longest', longest, k1, Math.max(...ends));
  return longest;
}

/** The gradients propagated back so many steps, for each of `lengths`, in any order, the longest last; summed over the windows. */
export function gradientsAt<S extends State, X extends Sequence, Y>(
  model: Recurrent<S>,
  stream: Stream<X, Y>,
  { k1, ends = [stream.length], loss, state }: ComparisonOptions<S, Y>,
  lengths: readonly number[],
): readonly Float64Array[] {
  const longest = lengths.at(-1) ?? k1;
  const sums: Float64Array[] = [];
  for (const end of ends) {
    const last = Math.min(longest, end);
    for (const { k2, gradient } of truncations(model, stream, { k1, end, longest, loss, state })) {
      // A window that reaches the start of the stream is as long as any.
      const reached = lengths.flatMap((length, i) =>
        length === k2 || (k2 === last && length > k2) ? [i] : [],
      );
      if (reached.length === 0) continue;
      const present = gradient();
      for (const i of reached) sums[i] = added(sums[i], present);
    }
  }
  return sums;
}

/** How far a gradient is from another. */
export function compare(k2: number, gradient: Float64Array, whole: Float64Array): TruncationError {
  const [norm, longestNorm] = [Math.sqrt(dot(gradient, gradient)), Math.sqrt(dot(whole, whole))];
  const difference = gradient.map((g, i) => g - (whole[i] as number));
  const distance = Math.sqrt(dot(difference, difference));
  return {
    k2,
    cosine: dot(gradient, whole) / (norm * longestNorm),
    relative: distance === 0 ? 0 : distance / longestNorm,
    norm,
    longestNorm,
  };
}

function added(sum: Float64Array | undefined, gradient: Float64Array): Float64Array {
  return sum === undefined ? gradient : sum.map((number, i) => number + (gradient[i] as number));
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, number, i) => total + number * (b[i] as number), 0);
}
