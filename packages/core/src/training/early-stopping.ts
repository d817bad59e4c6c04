import { ArgumentError } from '../errors.js';
import { loadStateDictionary, type StateDictionary, stateDictionary } from '../files/state-dictionary.js';

/** Options of `EarlyStopping`. */
export interface EarlyStoppingOptions {
  /** So many values in a row that are no better than the best end the training. */
  readonly patience: number;
  /** By how much a value must be better to count; 0, any improvement, if not given. */
  readonly minimalChange?: number;
  /** Whether small values are good, such as losses, or large ones, such as accuracies; `min` if not given. */
  readonly mode?: 'min' | 'max';
}

/**
 * Ends a training that no longer gets better on held-out data, and brings the best weights back (Prechelt 1998, "Early stopping - but when?").
 *
 * ```ts
 * const stopping = new EarlyStopping(model, { patience: 5 });
 * for (const epoch of epochs) {
 *   train(epoch);
 *   if (stopping.observe(validate(model))) break;
 * }
 * stopping.restoreBest();
 * ```
 */
export class EarlyStopping {
  readonly #model: object;
  readonly #options: Required<EarlyStoppingOptions>;
  #best: { readonly value: number; readonly at: number; readonly weights: StateDictionary } | undefined;
  #observed = 0;

  /** Throws `ArgumentError` when an option is out of range. */
  constructor(model: object, { patience, minimalChange = 0, mode = 'min' }: EarlyStoppingOptions) {
    if (!Number.isInteger(patience) || patience < 1) {
      throw new ArgumentError(
        'EarlyStopping',
        `the patience is ${patience}; it must be a whole number of at least 1.`,
      );
    }
    if (!(minimalChange >= 0)) {
      throw new ArgumentError(
        'EarlyStopping',
        `the minimal change is ${minimalChange}; it must be a number of at least 0.`,
      );
    }
    if (mode !== 'min' && mode !== 'max') {
      throw new ArgumentError(
        'EarlyStopping',
        `there is no mode '${String(mode)}'; it must be 'min' or 'max'.`,
      );
    }
    this.#model = model;
    this.#options = { patience, minimalChange, mode };
  }

  /**
   * Takes the next value in and says whether training should end: whether the last `patience` values were no better than the best before them.
   * Where it is the best so far, a copy of the model's state dictionary is kept. NaN is never better.
   */
  observe(value: number): boolean {
    if (this.#isBetter(value)) {
      this.#best = { value, at: this.#observed, weights: stateDictionary(this.#model) };
    }
    this.#observed++;
    return this.stale >= this.#options.patience;
  }

  /** The best value; undefined before the first. */
  get best(): number | undefined {
    return this.#best?.value;
  }

  /** Which value was the best, counted from 0; undefined before the first. */
  get bestAt(): number | undefined {
    return this.#best?.at;
  }

  /** How many values have come since the best. */
  get stale(): number {
    return this.#best === undefined ? this.#observed : this.#observed - 1 - this.#best.at;
  }

  /** Sets the model to the weights, and running statistics, that it had at the best value. Throws `ArgumentError` when there is none. */
  restoreBest(): void {
    if (this.#best === undefined) {
      throw new ArgumentError(
        'EarlyStopping',
        `there are no best weights: of ${this.#observed} observed values none was a number. Call observe(value) first.`,
      );
    }
    loadStateDictionary(this.#model, this.#best.weights);
  }

  #isBetter(value: number): boolean {
    if (Number.isNaN(value)) return false;
    if (this.#best === undefined) return true;
    const { minimalChange, mode } = this.#options;
    const gain = mode === 'min' ? this.#best.value - value : value - this.#best.value;
    return gain > minimalChange;
  }
}
