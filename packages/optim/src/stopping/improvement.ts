import { ArgumentError } from '@tbptt/core';
import { describe, NOT_NEGATIVE, type OptionNames, requireRange } from '@tbptt/core/operation';
import { requireChoice } from '../options.js';

/**
 * The rule by which a value is better than the best value before it: that of PyTorch's
 * `ReduceLROnPlateau`.
 */
export interface ImprovementOptions {
  /**
   * Whether smaller values are better, such as losses, or larger ones, such as accuracies. Default:
   * `min`.
   */
  readonly mode?: 'min' | 'max';
  /** The amount by which a value must be better than the best value. */
  readonly threshold?: number;
  /**
   * Whether the threshold is relative to the best value or a difference. A relative threshold is
   * for values above 0. Default: `rel`.
   */
  readonly thresholdMode?: 'rel' | 'abs';
}

/** The names of these options. */
export const IMPROVEMENT_OPTIONS: OptionNames<ImprovementOptions> = {
  mode: true,
  threshold: true,
  thresholdMode: true,
};

/**
 * The rule by which a value is better than the best value before it. In the mode `min` a value is
 * better below `best * (1 - threshold)` (`rel`) or `best - threshold` (`abs`), in the mode `max`
 * above `best * (1 + threshold)` or `best + threshold`. NaN is never better.
 */
export class ImprovementRule {
  /**
   * The value that is worse than all others: infinity, or minus infinity in the mode `max`. The
   * best value at the start.
   */
  readonly worst: number;
  readonly #options: Required<ImprovementOptions>;

  /** @throws ArgumentError if an option is out of range. */
  constructor(
    readonly operation: string,
    { mode = 'min', threshold = 0, thresholdMode = 'rel' }: ImprovementOptions,
  ) {
    requireChoice(operation, 'mode', mode, ['min', 'max']);
    requireRange(operation, 'threshold', threshold, NOT_NEGATIVE);
    requireChoice(operation, 'thresholdMode', thresholdMode, ['rel', 'abs']);
    this.#options = { mode, threshold, thresholdMode };
    this.worst = mode === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }

  /**
   * Returns whether `value` is better than `best`.
   *
   * @throws ArgumentError if the value is not a number, such as a tensor.
   */
  isBetter(value: number, best: number): boolean {
    requireValue(this.operation, value);
    const { mode, threshold, thresholdMode } = this.#options;
    const signed = mode === 'min' ? -threshold : threshold;
    const bound = thresholdMode === 'rel' ? best * (1 + signed) : best + signed;
    return mode === 'min' ? value < bound : value > bound;
  }

  /**
   * Returns the best value of a saved state, where `worst` is omitted. JSON writes infinities as
   * null: the only infinite best value is the one that no value is better than.
   *
   * @throws ArgumentError if it is no number.
   */
  restoredBest(best: unknown): number {
    if (best === undefined) return this.worst;
    if (best === null) return -this.worst;
    if (typeof best === 'number' && !Number.isNaN(best)) return best;
    throw new ArgumentError(this.operation, `best of the state is ${describe(best)}; it must be a number.`, {
      best,
    });
  }
}

/** @throws ArgumentError unless an observed value is a number. NaN is one. */
export function requireValue(operation: string, value: unknown): void {
  if (typeof value === 'number') return;
  throw new ArgumentError(
    operation,
    `the observed value is ${describe(value)}; it must be a number, such as the loss of a step.`,
    { value },
  );
}
