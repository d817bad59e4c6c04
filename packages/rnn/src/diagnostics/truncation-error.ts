import { ArgumentError, type Indices } from '@tbptt/core';
import { describe, type OptionNames } from '@tbptt/core/operation';
import type { Sequence, State, Unrollable } from '../recurrent.js';
import type { SequenceLoss } from '../training/sequence-loss.js';
import type { Stream } from '../training/stream.js';
import { requireDiagnosis, requireSteps } from './arguments.js';
import { truncations } from './truncations.js';

/** The data on which gradients are compared. */
export interface ComparisonOptions<S extends State, Y> {
  /** The number of losses that are propagated at a time, as in `truncatedBPTT`. */
  readonly k1: number;
  /**
   * The number of steps of the back-propagation that the others are compared with. Default: all
   * from the start of the stream.
   */
  readonly longest?: number;
  /**
   * The step of the stream after the last loss of each window. The gradients of all windows are
   * summed before they are compared, so that the bias is measured rather than the noise. Default:
   * the end of the stream.
   */
  readonly ends?: readonly number[];
  readonly loss: SequenceLoss<Y>;
  /** The state at the start of the stream. Default: the model's initial state. */
  readonly state?: S;
}

/** The names of `ComparisonOptions`. */
export const COMPARISON_OPTIONS: OptionNames<ComparisonOptions<State, unknown>> = {
  k1: true,
  longest: true,
  ends: true,
  loss: true,
  state: true,
};

/** Options of `truncationError`. */
export interface TruncationErrorOptions<S extends State, Y> extends ComparisonOptions<S, Y> {
  /** The number of steps that the truncated gradient is propagated back, from k1 to `longest`. */
  readonly k2: number;
}

/** The distance of a truncated gradient g from the gradient g* over the longest window. */
export interface TruncationError {
  readonly k2: number;
  /**
   * `g · g* / (‖g‖ ‖g*‖)`: 1 if they point the same way, below 0 if a step goes uphill. NaN if one
   * of them is zero.
   */
  readonly cosine: number;
  /**
   * `‖g - g*‖ / ‖g*‖`: 0 if nothing is lost; the relative bias of Aicher et al. 2019
   * (arXiv:1905.07473). 0 if both are zero.
   */
  readonly relative: number;
  /** `‖g‖` */
  readonly norm: number;
  /** `‖g*‖` */
  readonly longestNorm: number;
}

/**
 * Compares the gradient of TBPTT(k1, k2) with that of a longer window on the same data, with the
 * same losses, states and parameters: only the cut is different. The parameters and their gradients
 * are not changed. Layers behave as outside a step: nothing is dropped.
 *
 * @throws ArgumentError if an argument is not valid, or if no target of a window counts
 */
export function truncationError<S extends State, X extends Sequence = Indices, Y = Indices>(
  model: Unrollable<S>,
  stream: Stream<X, Y>,
  options: TruncationErrorOptions<S, Y>,
): TruncationError {
  const operation = 'truncationError';
  requireDiagnosis(operation, model, stream, options, { ...COMPARISON_OPTIONS, k2: true });
  const longest = longestOf(operation, stream, options);
  requireSteps(operation, 'k2', options.k2, options.k1, longest);
  const [truncated, whole] = gradientsAt(operation, model, stream, options, [options.k2, longest]);
  return compare(options.k2, truncated as Float64Array, whole as Float64Array);
}

/**
 * Returns the length of the longest window of a comparison.
 *
 * @throws ArgumentError if a length or an end is not within the stream
 */
export function longestOf<S extends State, X extends Sequence, Y>(
  operation: string,
  stream: Stream<X, Y>,
  { k1, ends = [stream.length], longest }: ComparisonOptions<S, Y>,
): number {
  requireSteps(operation, 'k1', k1, 1, stream.length);
  const given: unknown = ends;
  if (!Array.isArray(given) || ends.length === 0) {
    throw new ArgumentError(
      operation,
      `ends is ${Array.isArray(given) ? 'empty' : describe(given)}; it must be an array of at least one step of the stream.`,
    );
  }
  for (const end of ends) requireSteps(operation, 'an end', end, k1, stream.length);
  const last = ends.reduce((most, end) => Math.max(most, end));
  const length = longest ?? last;
  requireSteps(operation, 'longest', length, k1, last);
  return length;
}

/**
 * Returns the gradient propagated back by each of `lengths` steps, summed over the windows. The
 * longest length comes last, the others in any order.
 */
export function gradientsAt<S extends State, X extends Sequence, Y>(
  operation: string,
  model: Unrollable<S>,
  stream: Stream<X, Y>,
  { k1, ends = [stream.length], loss, state }: ComparisonOptions<S, Y>,
  lengths: readonly number[],
): readonly Float64Array[] {
  const longest = lengths.at(-1) ?? k1;
  const sums: Float64Array[] = [];
  for (const end of ends) {
    const last = Math.min(longest, end);
    for (const { k2, gradient } of truncations(operation, model, stream, { k1, end, longest, loss, state })) {
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

/** Compares a gradient with that of the longest window. */
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
