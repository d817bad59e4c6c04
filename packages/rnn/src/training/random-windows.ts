import { ArgumentError, type Random, seeded } from '@tbptt/core';
import type { WindowSchedule } from './spans.js';

/** Options of `randomWindows`. */
export interface RandomWindowsOptions {
  /** Where one number is drawn from, now; the lengths follow from it and from the number of the update. */
  readonly random: Random;
  /** The probability that a window is about as long as the base; it is about half as long otherwise. 0.95 if not given. */
  readonly probability?: number;
  /** The standard deviation of the lengths around that; 5 steps if not given. */
  readonly deviation?: number;
  /** The least length; 5 steps, or half the base where that is less, if not given. */
  readonly least?: number;
}

/**
 * Windows of random length, so that a stream is not cut at the same places in every epoch (Merity, Keskar & Socher 2018, arXiv:1708.02182): the length is normal
 * around `base` or, less often, around half of it, cut off to whole steps. Short windows would weigh more than long ones, so the learning rate goes in proportion:
 *
 * ```ts
 * const k1 = randomWindows(70, { random });
 * const optimizer = new Optimizer(model, sgd({ learningRate: (step) => 30 * (k1(step) / 70) }));
 * truncatedBPTT(model, stream, { k1, optimizer, loss: crossEntropy });
 * ```
 *
 * The length is a pure function of the number of the update, as a schedule is. So a run may be resumed anywhere, with the same `random` at the start.
 *
 * Throws `ArgumentError` for options without meaning.
 */
export function randomWindows(
  base: number,
  {
    random,
    probability = 0.95,
    deviation = 5,
    least = Math.min(5, Math.ceil(base / 2)),
  }: RandomWindowsOptions,
): WindowSchedule {
  requireRange('the base', base, base >= 1, 'of at least 1 step');
  requireRange('probability', probability, probability >= 0 && probability <= 1, 'from 0 to 1');
  requireRange('deviation', deviation, deviation >= 0, 'of at least 0 steps');
  requireRange('least', least, least >= 1 && Number.isInteger(least), 'of at least 1, and whole');
  const origin = random.integer(2 ** 52);
  return (update) => {
    const draw = seeded(origin + update);
    const mean = draw.float() < probability ? base : base / 2;
    return Math.max(least, Math.floor(mean + deviation * draw.normal()));
  };
}

function requireRange(name: string, value: number, holds: boolean, range: string): void {
  if (holds && Number.isFinite(value)) return;
  throw new ArgumentError('randomWindows', `${name} is ${value}; it must be a number ${range}.`);
}
