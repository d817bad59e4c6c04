import { COUNT, NOT_NEGATIVE, requireRange } from '@tbptt/core/operation';
import { optionsOf, requireNumber } from '../options.js';
import { IMPROVEMENT_OPTIONS, type ImprovementOptions, ImprovementRule } from '../stopping/improvement.js';
import type { StatefulSchedule } from './schedule.js';

/** Options of `ReduceOnPlateau`. */
export interface ReduceOnPlateauOptions extends ImprovementOptions {
  /** The factor of the learning rate in a reduction. Default: 0.1. */
  readonly factor?: number;
  /**
   * Number of values in a row that may be no better than the best. The next one reduces the
   * learning rate. Default: 10.
   */
  readonly patience?: number;
  /** The amount by which a value must be better than the best value. Default: 1e-4. */
  readonly threshold?: number;
  /** Number of values after a reduction that are not counted. Default: 0. */
  readonly cooldown?: number;
  /** The smallest learning rate. Default: 0. */
  readonly minLearningRate?: number;
  /** The smallest reduction. Smaller reductions are omitted. Default: 1e-8. */
  readonly eps?: number;
}

/**
 * The state of a `ReduceOnPlateau`: plain data, which survives JSON, to be saved with the state of
 * the optimizer.
 */
export interface PlateauState {
  /** The current learning rate. */
  readonly learningRate: number;
  /** The best value. Omitted before the first. JSON writes a best value that is infinite as null. */
  readonly best?: number | null;
  /** Number of values in a row that were no better than the best. */
  readonly bad: number;
  /** Number of further values that are not counted. */
  readonly cooling: number;
}

/**
 * A learning rate that is reduced when a metric stops improving: PyTorch's `ReduceLROnPlateau`. It
 * depends on the metrics that were observed and not on the step, so it has a state to be saved.
 *
 * ```ts
 * const learningRate = new ReduceOnPlateau(0.1, { patience: 3 });
 * const optimizer = new Optimizer(model, sgd({ learningRate }));
 * // after each epoch
 * learningRate.observe(validationLoss);
 * ```
 *
 * In the mode `min` a metric improves below `best * (1 - threshold)` (`rel`) or `best - threshold`
 * (`abs`), in the mode `max` above `best * (1 + threshold)` or `best + threshold`. NaN is no
 * improvement.
 */
export class ReduceOnPlateau implements StatefulSchedule {
  readonly #options: Required<Omit<ReduceOnPlateauOptions, keyof ImprovementOptions>>;
  readonly #rule: ImprovementRule;
  #learningRate: number;
  #best: number;
  #bad = 0;
  #cooling = 0;

  /**
   * @param initial The learning rate before the first reduction.
   * @throws ArgumentError unless `initial`, `threshold`, `minLearningRate` and `eps` are at least
   * 0, `factor` is from 0 to below 1, and `patience` and `cooldown` are whole numbers of at least
   * 0.
   */
  constructor(initial: number, options?: ReduceOnPlateauOptions) {
    const {
      factor = 0.1,
      patience = 10,
      threshold = 1e-4,
      cooldown = 0,
      minLearningRate = 0,
      eps = 1e-8,
      ...improvement
    } = optionsOf('ReduceOnPlateau', options, {
      factor: true,
      patience: true,
      cooldown: true,
      minLearningRate: true,
      eps: true,
      ...IMPROVEMENT_OPTIONS,
    });
    requireNumber('ReduceOnPlateau', 'initial', initial, NOT_NEGATIVE);
    requireRange('ReduceOnPlateau', 'factor', factor, { least: 0, below: 1 });
    requireRange('ReduceOnPlateau', 'patience', patience, COUNT);
    requireRange('ReduceOnPlateau', 'cooldown', cooldown, COUNT);
    requireNumber('ReduceOnPlateau', 'minLearningRate', minLearningRate, NOT_NEGATIVE);
    requireRange('ReduceOnPlateau', 'eps', eps, NOT_NEGATIVE);
    this.#options = { factor, patience, cooldown, minLearningRate, eps };
    this.#rule = new ImprovementRule('ReduceOnPlateau', { ...improvement, threshold });
    this.#learningRate = initial;
    this.#best = this.#rule.worst;
  }

  /** The current learning rate. */
  get learningRate(): number {
    return this.#learningRate;
  }

  /** Returns the current learning rate, whatever the step. */
  at(_step: number): number {
    return this.#learningRate;
  }

  /**
   * Observes the next metric. Returns whether the learning rate was reduced.
   *
   * @throws ArgumentError if the metric is not a number.
   */
  observe(metric: number): boolean {
    const { patience, cooldown } = this.#options;
    if (this.#rule.isBetter(metric, this.#best)) {
      this.#best = metric;
      this.#bad = 0;
    } else {
      this.#bad++;
    }
    if (this.#cooling > 0) {
      this.#cooling--;
      this.#bad = 0;
    }
    if (this.#bad <= patience) return false;
    this.#cooling = cooldown;
    this.#bad = 0;
    return this.#reduce();
  }

  /** Returns what a run needs to continue: plain data for `restore`. */
  state(): PlateauState {
    const best = this.#best === this.#rule.worst ? {} : { best: this.#best };
    return { learningRate: this.#learningRate, ...best, bad: this.#bad, cooling: this.#cooling };
  }

  /**
   * Continues from a state.
   *
   * @throws ArgumentError if the state is not valid. Nothing was changed then.
   */
  restore(state: PlateauState): void {
    const { learningRate, best, bad, cooling } = state ?? {};
    requireNumber('ReduceOnPlateau', 'the learning rate of the state', learningRate, NOT_NEGATIVE);
    requireRange('ReduceOnPlateau', 'bad of the state', bad, COUNT);
    requireRange('ReduceOnPlateau', 'cooling of the state', cooling, COUNT);
    this.#best = this.#rule.restoredBest(best);
    this.#learningRate = learningRate;
    this.#bad = bad;
    this.#cooling = cooling;
  }

  #reduce(): boolean {
    const { factor, minLearningRate, eps } = this.#options;
    const reduced = Math.max(this.#learningRate * factor, minLearningRate);
    if (!(this.#learningRate - reduced > eps)) return false;
    this.#learningRate = reduced;
    return true;
  }
}
