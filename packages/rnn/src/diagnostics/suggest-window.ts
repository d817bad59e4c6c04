import { ArgumentError, type Indices } from '@tbptt/core';
import type { Recurrent, Sequence, State } from '../recurrent.js';
import type { Stream } from '../training/stream.js';
import {
  type ComparisonOptions,
  compare,
  gradientsAt,
  longestOf,
  type TruncationError,
} from './truncation-error.js';

/** Options of `suggestWindow`. */
export interface SuggestWindowOptions<S extends State, Y> extends ComparisonOptions<S, Y> {
  /** The relative error of the gradient that is tolerated, such as 0.1; at least 0. */
  readonly bias: number;
}

/** What `suggestWindow` finds. */
export interface WindowSuggestion {
  readonly k2: number;
  /** The errors for k1, k1 + 1, ... up to the longest window. */
  readonly errors: readonly TruncationError[];
}

/**
 * The smallest k2 from which on the gradient of TBPTT(k1, k2) is off by no more than the tolerated relative bias, measured against the longest window
 * for the present parameters (as Aicher et al. 2019, arXiv:1905.07473, define it; they extrapolate, this measures). The error need not fall
 * steadily with k2, so every longer window must keep to the bias too. There always is an answer: the longest window itself has no error against
 * itself, so a k2 near it means that `longest` was too short to tell.
 *
 * One back-propagation by single steps for each window; a gradient is kept for each k2. The gradients that lie in the parameters are overwritten.
 */
export function suggestWindow<S extends State, X extends Sequence = Indices, Y = Indices>(
  model: Recurrent<S>,
  stream: Stream<X, Y>,
  options: SuggestWindowOptions<S, Y>,
): WindowSuggestion {
  const { k1, bias } = options;
  if (!(bias >= 0)) {
    throw new ArgumentError(
      'suggestWindow',
      `the bias is ${bias}; it must be a number of at least 0, such as 0.1.`,
    );
  }
  const longest = longestOf('suggestWindow', stream, options);
  const lengths = Array.from({ length: longest - k1 + 1 }, (_, i) => k1 + i);
  const gradients = gradientsAt(model, stream, options, lengths);
  const whole = gradients.at(-1) ?? new Float64Array();
  const errors = lengths.map((k2, i) => compare(k2, gradients[i] ?? whole, whole));
  const tooFar = errors.findLastIndex(({ relative }) => !(relative <= bias));
  return { k2: k1 + tooFar + 1, errors };
}
