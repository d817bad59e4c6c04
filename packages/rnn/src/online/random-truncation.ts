import { type Random, seeded } from '@tbptt/core';
import { type OptionNames, requireRange, SIZE } from '@tbptt/core/operation';
import { requireDrawing } from '../arguments.js';
import type { State, Unrollable } from '../recurrent.js';
import type { CompensatedSchedule } from '../training/compensated-schedule.js';
import { Compensated } from './compensated.js';

/** Options of `randomTruncation`. */
export interface RandomTruncationOptions {
  /**
   * The generator. One number is drawn from it, by the call; the lengths follow from it and from
   * the number of the update.
   */
  readonly random: Random;
  /** L₀, the mean length of a window in steps, more than `segment`. */
  readonly meanLength: number;
  /**
   * α, the exponent of the lengths: a window has l steps with a probability of about `l^-α`. With a
   * smaller exponent the longest windows are longer, and the compensations grow less with the lag.
   * It must be greater than 2, since the mean would be infinite otherwise. The lengths have a
   * finite variance if it is greater than 3. Default: 4.
   */
  readonly alpha?: number;
  /**
   * The number of steps between two places where a window may end. Each segment is one fused
   * window, so longer segments are faster; the gradient is unbiased for any. Default: 1.
   */
  readonly segment?: number;
  /**
   * The largest number of steps of a window, which caps the memory. A window that would be longer is
   * cut there without compensation, so the gradient loses, in expectation, every influence that
   * crosses this cut: it is biased like that of TBPTT with such windows, at those windows only.
   * Default: Infinity.
   */
  readonly most?: number;
}

const NAMES: OptionNames<RandomTruncationOptions> = {
  random: true,
  meanLength: true,
  alpha: true,
  segment: true,
  most: true,
};

/**
 * Returns a schedule of windows for `truncatedBPTT` whose gradient is unbiased: anticipated
 * reweighted truncated back-propagation, ARTBP (Tallec & Ollivier 2017, arXiv:1705.08209).
 *
 * ```ts
 * const k1 = randomTruncation({ random, meanLength: 20 });
 * truncatedBPTT(model, stream, { k1, optimizer, loss: crossEntropy });
 * ```
 *
 * A window ends after its step δ with probability
 *
 *     c(δ) = (α - 1) / ((α - 2) L₀ + δ)      (equation 14)
 *
 * and where it does not end, the gradient of the state is multiplied by `1 / (1 - c(δ))` on its way
 * back (equations 10 and 11). The expectation of the gradient over the cuts is then the gradient of
 * full back-propagation with the same parameters; its variance grows with the memory of the model.
 * The mean over a window's losses is weighted by its length over L₀, so each loss has the weight
 * `1 / L₀`, wherever the cuts are. If your loss is a sum (`weightByLength: false`), divide it by L₀
 * yourself.
 *
 * The memory of a step is that of its window, which has no bound but the length of the stream: for
 * α = 4 about 1 window in 1,300 is longer than 20 L₀. See `most`.
 *
 * The length is a pure function of the number of the update, so a run can be resumed after any
 * update, if `random` is in the same state when the schedule is made.
 *
 * @throws ArgumentError if an option is not valid
 */
export function randomTruncation(options: RandomTruncationOptions): CompensatedSchedule {
  const operation = 'randomTruncation';
  requireDrawing(operation, options, NAMES);
  const { random, meanLength, alpha = 4, segment = 1, most = Number.POSITIVE_INFINITY } = options;
  requireRange(operation, 'segment', segment, SIZE);
  requireRange(operation, 'meanLength', meanLength, { above: segment });
  requireRange(operation, 'alpha', alpha, { above: 2 });
  requireRange(operation, 'most', most, {
    least: segment,
    ...(most !== Number.POSITIVE_INFINITY && { whole: true }),
    most: Number.POSITIVE_INFINITY,
  });
  const scale = (alpha - 2) * (meanLength / segment);
  /** The probability that a window ends after its `n`-th segment, if it reaches the end of that. */
  const ends = (n: number): number => (alpha - 1) / (scale + n);
  const origin = random.integer(2 ** 52);
  const longest = Math.ceil(Math.min(most, Number.MAX_SAFE_INTEGER) / segment);
  const lengthOf = (update: number): number => {
    const draw = seeded(origin + update);
    let segments = 1;
    while (segments < longest && draw.float() >= ends(segments)) segments++;
    return Math.min(segments * segment, most);
  };
  return Object.assign(lengthOf, {
    meanLength,
    over: <S extends State>(model: Unrollable<S>) =>
      new Compensated(model, segment, (segments) => 1 / (1 - ends(segments))),
  });
}
