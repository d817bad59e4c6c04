import type { Indices } from '@tbptt/core';
import { NOT_NEGATIVE, requireRange } from '@tbptt/core/operation';
import type { Sequence, State, Unrollable } from '../recurrent.js';
import type { Stream } from '../training/stream.js';
import { requireDiagnosis } from './arguments.js';
import {
  COMPARISON_OPTIONS,
  type ComparisonOptions,
  compare,
  gradientsAt,
  longestOf,
  type TruncationError,
} from './truncation-error.js';

/** Options of `suggestWindow`. */
export interface SuggestWindowOptions<S extends State, Y> extends ComparisonOptions<S, Y> {
  /** The tolerated relative error of the gradient, such as 0.1; at least 0. */
  readonly bias: number;
}

/** The result of `suggestWindow`. */
export interface WindowSuggestion {
  readonly k2: number;
  /** The errors for k1, k1 + 1, ... up to the longest window. */
  readonly errors: readonly TruncationError[];
}

/**
 * Returns the smallest k2 whose gradient of TBPTT(k1, k2), and that of every longer window, stays
 * within the given relative bias. It is measured against the longest window, for the present
 * parameters (Aicher et al. 2019, arXiv:1905.07473, define the bias so; they extrapolate, this
 * measures). There always is an answer, because the longest window has no error against itself. A
 * k2 near it means that `longest` was too short to tell.
 *
 * All windows together cost one back-propagation by single steps, and a gradient is kept for each
 * k2. The parameters and their gradients are not changed.
 *
 * @throws ArgumentError if an argument is not valid, or if no target of a window counts
 */
export function suggestWindow<S extends State, X extends Sequence = Indices, Y = Indices>(
  model: Unrollable<S>,
  stream: Stream<X, Y>,
  options: SuggestWindowOptions<S, Y>,
): WindowSuggestion {
  const operation = 'suggestWindow';
  requireDiagnosis(operation, model, stream, options, { ...COMPARISON_OPTIONS, bias: true });
  const { k1, bias } = options;
  requireRange(operation, 'the bias', bias, { ...NOT_NEGATIVE, most: Number.POSITIVE_INFINITY });
  const longest = longestOf(operation, stream, options);
  const lengths = Array.from({ length: longest - k1 + 1 }, (_, i) => k1 + i);
  const gradients = gradientsAt(operation, model, stream, options, lengths);
  const whole = gradients.at(-1) ?? new Float64Array();
  const errors = lengths.map((k2, i) => compare(k2, gradients[i] ?? whole, whole));
  const tooFar = errors.findLastIndex(({ relative }) => !(relative <= bias));
  return { k2: k1 + tooFar + 1, errors };
}
