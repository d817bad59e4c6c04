import { ArgumentError } from '@tbptt/core';
import {
  COUNT,
  describe,
  loadStateDictionary,
  requireRange,
  SIZE,
  type StateDictionary,
  stateDictionary,
} from '@tbptt/core/operation';
import { optionsOf } from '../options.js';
import { IMPROVEMENT_OPTIONS, type ImprovementOptions, ImprovementRule } from './improvement.js';

/** Options of `EarlyStopping`. */
export interface EarlyStoppingOptions extends ImprovementOptions {
  /** Training ends after this number of values in a row that are no better than the best. Required. */
  readonly patience: number;
  /** The amount by which a value must be better than the best value. Default: 0, any improvement. */
  readonly threshold?: number;
}

/** The state of an `EarlyStopping` besides the weights: plain data, which survives JSON. */
export interface EarlyStoppingState {
  /** Number of values observed. */
  readonly observed: number;
  /** The best value. Omitted before the first. JSON writes a best value that is infinite as null. */
  readonly best?: number | null;
  /** Index of the best value. Omitted before the first. */
  readonly bestAt?: number;
}

/**
 * Ends a training that no longer improves on held-out data, and restores the best weights (Prechelt
 * 1998, "Early stopping - but when?").
 *
 * ```ts
 * const stopping = new EarlyStopping(model, { patience: 5 });
 * for (const epoch of epochs) {
 *   train(epoch);
 *   if (stopping.observe(validate(model))) break;
 * }
 * stopping.restoreBest();
 * ```
 *
 * A value is better by the rule of `ReduceOnPlateau`. Training ends with value number `patience`
 * that is no better, as in Keras and Lightning; `ReduceOnPlateau` reduces the learning rate one
 * value later, as in PyTorch.
 */
export class EarlyStopping {
  readonly #model: object;
  readonly #patience: number;
  readonly #rule: ImprovementRule;
  #best: number;
  #bestAt: number | undefined;
  #bestWeights: StateDictionary | undefined;
  #observed = 0;
  #sawNumber = false;

  /** @throws ArgumentError if an option is unknown or out of range. */
  constructor(model: object, options: EarlyStoppingOptions) {
    const { patience, ...improvement } = optionsOf('EarlyStopping', options, {
      patience: true,
      ...IMPROVEMENT_OPTIONS,
    });
    requireRange('EarlyStopping', 'the patience', patience, SIZE);
    if (typeof model !== 'object' || model === null) {
      throw new ArgumentError(
        'EarlyStopping',
        `the model is ${describe(model)}; it must be a layer, an object or an array of layers.`,
      );
    }
    this.#model = model;
    this.#patience = patience;
    this.#rule = new ImprovementRule('EarlyStopping', improvement);
    this.#best = this.#rule.worst;
  }

  /**
   * Observes the next value. Returns whether training should end, because the last `patience`
   * values were no better than the best before them. If the value is the best so far, a copy of the
   * model's state dictionary is kept. NaN is never better.
   *
   * @throws ArgumentError if the value is not a number.
   */
  observe(value: number): boolean {
    if (this.#rule.isBetter(value, this.#best)) {
      this.#bestWeights = stateDictionary(this.#model);
      this.#best = value;
      this.#bestAt = this.#observed;
    }
    if (!Number.isNaN(value)) this.#sawNumber = true;
    this.#observed++;
    return this.stale >= this.#patience;
  }

  /** The best value. Undefined before the first. */
  get best(): number | undefined {
    return this.#bestAt === undefined ? undefined : this.#best;
  }

  /** Index of the best value. Undefined before the first. */
  get bestAt(): number | undefined {
    return this.#bestAt;
  }

  /**
   * The weights and running statistics of the best value, to be saved beside `state()`. Undefined
   * before the first.
   */
  get bestWeights(): StateDictionary | undefined {
    return this.#bestWeights;
  }

  /** Number of values since the best. */
  get stale(): number {
    return this.#observed - 1 - (this.#bestAt ?? -1);
  }

  /**
   * Sets the model to the weights and running statistics that it had at the best value.
   *
   * @throws ArgumentError if there are none.
   */
  restoreBest(): void {
    if (this.#bestWeights !== undefined) {
      loadStateDictionary(this.#model, this.#bestWeights);
      return;
    }
    const reason =
      this.#bestAt === undefined
        ? `of ${this.#observed} observed values none was ${this.#sawNumber ? `better than ${this.#rule.worst}` : 'a number'}. Call observe(value) first.`
        : 'the state was restored without them. Call restore(state, bestWeights).';
    throw new ArgumentError('EarlyStopping', `there are no best weights: ${reason}`);
  }

  /** Returns what a run needs to continue besides `bestWeights`: plain data for `restore`. */
  state(): EarlyStoppingState {
    const best = this.#bestAt === undefined ? {} : { best: this.#best, bestAt: this.#bestAt };
    return { observed: this.#observed, ...best };
  }

  /**
   * Continues from a state. Without `bestWeights`, `restoreBest` throws until a better value is observed.
   *
   * @throws ArgumentError if the state is not valid. Nothing was changed then.
   */
  restore(state: EarlyStoppingState, bestWeights?: StateDictionary): void {
    const { observed, best, bestAt } = state ?? {};
    requireRange('EarlyStopping', 'observed of the state', observed, COUNT);
    if ((best === undefined) !== (bestAt === undefined)) {
      throw new ArgumentError(
        'EarlyStopping',
        `best of the state is ${describe(best)} and bestAt ${describe(bestAt)}; there must be both or none of them.`,
      );
    }
    if (bestAt !== undefined)
      requireRange('EarlyStopping', 'bestAt of the state', bestAt, { ...COUNT, below: observed });
    this.#best = this.#rule.restoredBest(best);
    this.#observed = observed;
    this.#bestAt = bestAt;
    this.#bestWeights = bestWeights;
  }
}
