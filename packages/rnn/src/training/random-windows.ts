import { type Random, seeded } from '@tbptt/core';
import { NOT_NEGATIVE, type OptionNames, requireRange, SIZE } from '@tbptt/core/operation';
import { requireDrawing } from '../arguments.js';
import type { WindowSchedule } from './spans.js';

/** Options of `randomWindows`. */
export interface RandomWindowsOptions {
  /**
   * The generator. The call draws one number from it. The lengths follow from this number and from
   * the number of the update.
   */
  readonly random: Random;
  /**
   * The probability that a window is about as long as the base. It is about half as long otherwise.
   * Default: 0.95.
   */
  readonly probability?: number;
  /** The standard deviation of the lengths around that, in steps. Default: 5. */
  readonly deviation?: number;
  /** The least length. Default: 5 steps, or half the base if that is less. */
  readonly least?: number;
}

const NAMES: OptionNames<RandomWindowsOptions> = {
  random: true,
  probability: true,
  deviation: true,
  least: true,
};

/**
 * Returns a schedule of windows of random length, so that a stream is not cut at the same places in
 * every epoch (Merity, Keskar & Socher 2018, arXiv:1708.02182). The length is normal around `base`
 * or, less often, around half of it, cut off to whole steps. Short windows would have more weight
 * than long ones, so the learning rate is scaled in proportion:
 *
 * ```ts
 * const k1 = randomWindows(70, { random });
 * const optimizer = new Optimizer(model, sgd({ learningRate: (step) => 30 * (k1(step) / 70) }));
 * truncatedBPTT(model, stream, { k1, optimizer, loss: crossEntropy });
 * ```
 *
 * The length is a pure function of the number of the update, as a schedule is. So a run can resume
 * anywhere, with the same `random` at the start.
 *
 * @throws ArgumentError if the base or an option is not valid
 */
export function randomWindows(base: number, options: RandomWindowsOptions): WindowSchedule {
  const operation = 'randomWindows';
  requireRange(operation, 'the base', base, { least: 1 });
  requireDrawing(operation, options, NAMES);
  const { random, probability = 0.95, deviation = 5 } = options;
  const { least = Math.min(5, Math.ceil(base / 2)) } = options;
  requireRange(operation, 'probability', probability, { least: 0, most: 1 });
  requireRange(operation, 'deviation', deviation, NOT_NEGATIVE);
  requireRange(operation, 'least', least, SIZE);
  const origin = random.integer(2 ** 52);
  return (update) => {
    const draw = seeded(origin + update);
    const mean = draw.float() < probability ? base : base / 2;
    return Math.max(least, Math.floor(mean + deviation * draw.normal()));
  };
}
