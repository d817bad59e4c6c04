import { type OptionNames, requireRange, SIZE } from '@tbptt/core/operation';
import { requireGivenOptions } from '../arguments.js';
import { truncations } from '../diagnostics/truncations.js';
import type { WindowChoice } from '../training/window-choice.js';
import { type Lag, windowWithin } from './window-within.js';

/** Options of `adaptiveTruncation`. */
export interface AdaptiveTruncationOptions {
  /** δ, the tolerated relative bias of the gradient, such as 0.1; greater than 0. */
  readonly bias: number;
  /**
   * The number of steps of the windows that are measured, and the largest k2. It must be more than k1
   * for anything to be measured.
   */
  readonly longest: number;
  /** The number of updates after which the windows grow and are measured again. Default: 100. */
  readonly every?: number;
}

const NAMES: OptionNames<AdaptiveTruncationOptions> = { bias: true, longest: true, every: true };

/**
 * Returns a k2 for `truncatedBPTT` that is chosen while training: the shortest window whose gradient
 * has at most the given relative bias (Aicher, Foti & Fox 2019, arXiv:1905.07473).
 *
 * ```ts
 * const k2 = adaptiveTruncation({ bias: 0.1, longest: 200 });
 * truncatedBPTT(model, stream, { k1: 10, k2, optimizer, loss: crossEntropy });
 * ```
 *
 * At the start and from every `every`-th update on the windows grow by k1 steps an update, until
 * one is `longest` steps long. Its gradient is measured lag by lag: d(k) is the norm of what step k
 * adds to the gradient g(k-1) of k - 1 steps. Beyond the window the norms are assumed to decay at
 * the rate β of a line through their logarithms, over the longer half of the lags. A window of k
 * steps leaves out at most
 *
 *     E(k) = Σ d(j) + d β / (1 - β)        j from k + 1 to `longest`, d the end of the line
 *
 * and the whole gradient has a norm of at least `G = max |g(j)| - E(j)`. So the relative bias is at
 * most `E(k) / G`, and k2 is the smallest k for which that is at most δ. If none is, or if the norms do
 * not decay, k2 is `longest`.
 *
 * The paper bounds d(k) by a constant times the norm of the gradient of the state, and estimates the
 * same line; measuring d(k) itself needs no constant. The bound is that of the measured window, with
 * the losses of all its lanes, and holds for other data as far as the window is typical.
 *
 * A measurement costs one back-propagation by single steps, in which layers behave as outside a
 * step: nothing is dropped and nothing is drawn. `Update.position.k2` is the choice, undefined
 * while the windows grow. A continued run keeps the choice.
 *
 * @throws ArgumentError if an option is not valid
 */
export function adaptiveTruncation(options: AdaptiveTruncationOptions): WindowChoice {
  const operation = 'adaptiveTruncation';
  requireGivenOptions(operation, options, NAMES);
  const { bias, longest, every = 100 } = options;
  requireRange(operation, 'bias', bias, { above: 0 });
  requireRange(operation, 'longest', longest, SIZE);
  requireRange(operation, 'every', every, SIZE);
  return {
    longest,
    every,
    choose: (caller, { model, stream, loss, from, end, k1, entering }) => {
      const point = { k1, end, longest: end - from, loss, state: entering, first: from };
      const lags: Lag[] = [];
      let before: Float64Array | undefined;
      for (const { gradient } of truncations(caller, model, stream, point)) {
        const present = gradient();
        lags.push({ norm: normOf(present), added: distance(present, before) });
        before = present;
      }
      return windowWithin(bias, k1, lags).k2;
    },
  };
}

function normOf(x: Float64Array): number {
  let sum = 0;
  for (const each of x) sum += each * each;
  return Math.sqrt(sum);
}

function distance(x: Float64Array, y: Float64Array | undefined): number {
  if (y === undefined) return normOf(x);
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += ((x[i] ?? 0) - (y[i] ?? 0)) ** 2;
  return Math.sqrt(sum);
}
