import { requireRange } from '@tbptt/core/operation';
import type { StatefulSchedule } from './schedule.js';

/** Options of `ReduceOnPlateau`. */
export interface ReduceOnPlateauOptions {
  /** Whether a metric is better when it is smaller or larger. Default `min`. */
  readonly mode?: 'min' | 'max';
  /** What the learning rate is multiplied by. Default 0.1. */
  readonly factor?: number;
  /** How many observations without progress are borne; at the next one the learning rate falls. Default 10. */
  readonly patience?: number;
  /** By how much a metric must be better than the best to count as progress. Default 1e-4. */
  readonly threshold?: number;
  /** Whether the threshold is a share of the best metric or a difference. Default `rel`. */
  readonly thresholdMode?: 'rel' | 'abs';
  /** For how many observations after a fall nothing is counted. Default 0. */
  readonly cooldown?: number;
  /** The learning rate does not fall below this. Default 0. */
  readonly minLearningRate?: number;
  /** A fall by no more than this is left out. Default 1e-8. */
  readonly eps?: number;
}

/** What a `ReduceOnPlateau` remembers: plain data, to be saved with the state of the optimizer. */
export interface PlateauState {
  readonly learningRate: number;
  /** The best metric so far; undefined before the first. */
  readonly best?: number;
  /** The observations without progress. */
  readonly bad: number;
  /** The observations for which nothing is counted yet. */
  readonly cooling: number;
}

/**
 * A learning rate that falls when a metric stops getting better: PyTorch's `ReduceLROnPlateau`, rule for rule. It depends on what was
 * observed, not on the step, so it has a state to be saved.
 *
 * ```ts
 * const learningRate = new ReduceOnPlateau(0.1, { patience: 3 });
 * const optimizer = new Optimizer(model, sgd({ learningRate }));
 * // after each epoch
 * learningRate.observe(validationLoss);
 * ```
 *
 * Progress is a metric below `best * (1 - threshold)` (`rel`) or `best - threshold` (`abs`), with `max` one above
 * `best * (1 + threshold)` or `best + threshold`; relative thresholds are for metrics above 0. NaN is never progress.
 */
export class ReduceOnPlateau implements StatefulSchedule {
  readonly #options: Required<ReduceOnPlateauOptions>;
  readonly #worst: number;
  #learningRate: number;
  #best: number;
  #bad = 0;
  #cooling = 0;

  /**
   * Throws `ArgumentError` unless `initial`, `threshold`, `minLearningRate` and `eps` are at least 0, `factor` is from 0 to below 1, and
   * `patience` and `cooldown` are whole numbers of at least 0.
   */
  constructor(initial: number, options: ReduceOnPlateauOptions = {}) {
    const { mode = 'min', factor = 0.1, patience = 10, threshold = 1e-4, thresholdMode = 'rel' } = options;
    const { cooldown = 0, minLearningRate = 0, eps = 1e-8 } = options;
    requireRange('ReduceOnPlateau', 'initial', initial, { least: 0 });
    requireRange('ReduceOnPlateau', 'factor', factor, { least: 0, below: 1 });
    requireRange('ReduceOnPlateau', 'patience', patience, { least: 0, whole: true });
    requireRange('ReduceOnPlateau', 'threshold', threshold, { least: 0 });
    requireRange('ReduceOnPlateau', 'cooldown', cooldown, { least: 0, whole: true });
    requireRange('ReduceOnPlateau', 'minLearningRate', minLearningRate, { least: 0 });
    requireRange('ReduceOnPlateau', 'eps', eps, { least: 0 });
    this.#options = { mode, factor, patience, threshold, thresholdMode, cooldown, minLearningRate, eps };
    this.#worst = mode === 'min' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    this.#learningRate = initial;
    this.#best = this.#worst;
  }

  /** The learning rate in force. */
  get learningRate(): number {
    return this.#learningRate;
  }

  /** The learning rate in force, whatever the step. */
  at(_step: number): number {
    return this.#learningRate;
  }

  /** Takes note of a metric; returns whether the learning rate fell. */
  observe(metric: number): boolean {
    const { patience, cooldown } = this.#options;
    if (this.#isProgress(metric)) {
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

  /** What a run needs to continue, to be given to `restore`. */
  state(): PlateauState {
    const best = this.#best === this.#worst ? {} : { best: this.#best };
    return { learningRate: this.#learningRate, ...best, bad: this.#bad, cooling: this.#cooling };
  }

  /** Continues from a state that `state` gave. Throws `ArgumentError` unless its numbers are of that kind, before anything is changed. */
  restore({ learningRate, best = this.#worst, bad, cooling }: PlateauState): void {
    requireRange('ReduceOnPlateau', 'the learning rate of the state', learningRate, { least: 0 });
    requireRange('ReduceOnPlateau', 'bad of the state', bad, { least: 0, whole: true });
    requireRange('ReduceOnPlateau', 'cooling of the state', cooling, { least: 0, whole: true });
    if (best !== this.#worst) requireRange('ReduceOnPlateau', 'best of the state', best, {});
    this.#learningRate = learningRate;
    this.#best = best;
    this.#bad = bad;
    this.#cooling = cooling;
  }

  #isProgress(metric: number): boolean {
    const { mode, threshold, thresholdMode } = this.#options;
    const signed = mode === 'min' ? -threshold : threshold;
    const bound = thresholdMode === 'rel' ? this.#best * (1 + signed) : this.#best + signed;
    return mode === 'min' ? metric < bound : metric > bound;
  }

  #reduce(): boolean {
    const { factor, minLearningRate, eps } = this.#options;
    const reduced = Math.max(this.#learningRate * factor, minLearningRate);
    if (!(this.#learningRate - reduced > eps)) return false;
    this.#learningRate = reduced;
    return true;
  }
}
