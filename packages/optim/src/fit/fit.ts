import { ArgumentError } from '@tbptt/core';
import { describe, type OptionNames, requireFunction, requireRange, SIZE } from '@tbptt/core/operation';
import { optionsOf, requireChoice, requireFlag } from '../options.js';
import { EarlyStopping } from '../stopping/early-stopping.js';

/** An update, as `trainOnBatches` and `truncatedBPTT` of `@tbptt/rnn` yield it. */
export interface FitUpdate {
  /** The mean loss of the update. */
  readonly loss: number;
  /** The number of samples or positions that it is the mean of. Default: 1. */
  readonly count?: number;
}

/** The results of an epoch. */
export interface EpochReport {
  /** The index of the epoch, from 0. */
  readonly epoch: number;
  /** The mean loss over the epoch, while the weights changed. */
  readonly loss: number;
  /** The number of updates. */
  readonly updates: number;
  /** The metrics that `validation` returned. Empty without it. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Whether the monitored value is the best so far. */
  readonly isBest: boolean;
  /** The duration of the epoch and its validation in milliseconds. */
  readonly milliseconds: number;
  /** The estimated duration of the remaining epochs in milliseconds, from the mean of those so far. */
  readonly remaining: number;
}

/** Options of `fit`. */
export interface FitOptions<U extends FitUpdate> {
  /** The largest number of epochs. */
  readonly epochs: number;
  /** Returns the updates of an epoch: `() => trainOnBatches(model, batches, { optimizer, loss })`. */
  readonly training: (epoch: number) => Iterable<U>;
  /** Measures the model on held-out data after each epoch. A number is the metric `loss`. */
  readonly validation?: (epoch: number) => number | Readonly<Record<string, number>>;
  /**
   * The metric that decides which epoch is the best. Default: `loss`, that of the validation if
   * there is one, otherwise that of the training.
   */
  readonly monitor?: string;
  /** Whether smaller values of the metric are better, or larger ones. Default: `min`. */
  readonly mode?: 'min' | 'max';
  /** The number of epochs without an improvement after which training ends. Default: no limit. */
  readonly patience?: number;
  /** Whether the model ends with the weights of the best epoch. Default: true with `patience`, else false. */
  readonly restoreBest?: boolean;
  /** Called after each update. */
  readonly onUpdate?: (update: U, epoch: number) => void;
  /** Called after each epoch, to show progress or save a checkpoint. If it returns `false`, training ends. */
  readonly onEpoch?: (report: EpochReport) => unknown;
}

const OPTIONS: OptionNames<FitOptions<FitUpdate>> = {
  epochs: true,
  training: true,
  validation: true,
  monitor: true,
  mode: true,
  patience: true,
  restoreBest: true,
  onUpdate: true,
  onEpoch: true,
};

/** The result of `fit`. */
export interface Fitted {
  /** The epochs in order. */
  readonly history: readonly EpochReport[];
  /** The epoch of the best monitored value. Undefined if it never was a number. */
  readonly best: EpochReport | undefined;
  /** Whether training ended before the last epoch. */
  readonly stoppedEarly: boolean;
}

/**
 * Trains a model for some epochs, measures it after each, stops when it no longer improves, and
 * keeps the best weights. It is no more than this loop over a generator of updates:
 *
 * ```ts
 * for (let epoch = 0; epoch < epochs; epoch++) {
 *   for (const update of training(epoch)) onUpdate(update, epoch);
 *   const metrics = validation(epoch);
 *   if (stopping.observe(metrics[monitor]) || onEpoch(report) === false) break;
 * }
 * ```
 *
 * @throws ArgumentError if an option is unknown or has a value that it must not have, an epoch has no
 * updates, or the validation does not return the monitored metric.
 */
export function fit<U extends FitUpdate>(model: object, options: FitOptions<U>): Fitted {
  const given = optionsOf('fit', options, OPTIONS as OptionNames<FitOptions<U>>);
  const { epochs, training, validation, monitor = 'loss', mode = 'min', patience, onUpdate, onEpoch } = given;
  const { restoreBest = patience !== undefined } = given;
  requireRange('fit', 'epochs', epochs, SIZE);
  requireFunction('fit', 'training', training, '() => trainOnBatches(...)');
  if (validation !== undefined) requireFunction('fit', 'validation', validation, '() => loss');
  if (onUpdate !== undefined) requireFunction('fit', 'onUpdate', onUpdate, '(update) => {}');
  if (onEpoch !== undefined) requireFunction('fit', 'onEpoch', onEpoch, '(report) => {}');
  requireFlag('fit', 'restoreBest', restoreBest);
  requireChoice('fit', 'mode', mode, ['min', 'max']);
  if (patience !== undefined) requireRange('fit', 'patience', patience, SIZE);
  if (typeof monitor !== 'string') {
    throw new ArgumentError('fit', `monitor is ${describe(monitor)}; it must be the name of a metric.`, {
      monitor,
    });
  }
  const stopping = new EarlyStopping(model, { patience: patience ?? epochs + 1, mode });
  const history: EpochReport[] = [];
  let [best, hasEnded]: [EpochReport | undefined, boolean] = [undefined, false];
  const began = Date.now();
  for (let epoch = 0; epoch < epochs && !hasEnded; epoch++) {
    const start = Date.now();
    const { loss, updates } = runEpoch(training(epoch), (update) => onUpdate?.(update, epoch));
    const metrics = validation === undefined ? {} : metricsOf(validation(epoch));
    const observed = monitored(monitor, loss, metrics, validation !== undefined);
    hasEnded = stopping.observe(observed);
    const [milliseconds, elapsed] = [Date.now() - start, Date.now() - began];
    const remaining = (elapsed / (epoch + 1)) * (epochs - epoch - 1);
    const isBest = stopping.bestAt === epoch;
    const report = { epoch, loss, updates, metrics, isBest, milliseconds, remaining };
    history.push(report);
    if (isBest) best = report;
    if (onEpoch?.(report) === false) hasEnded = true;
  }
  if (restoreBest && best !== undefined) stopping.restoreBest();
  return { history, best, stoppedEarly: history.length < epochs };
}

/** Runs through the updates of an epoch. Returns their mean loss, weighted by their counts. */
function runEpoch<U extends FitUpdate>(updates: Iterable<U>, visit: (update: U) => void) {
  let [sum, total, made] = [0, 0, 0];
  if (typeof updates !== 'object' || updates === null || !(Symbol.iterator in updates)) {
    throw new ArgumentError(
      'fit',
      `training returned ${describe(updates)}; it must return the updates of an epoch, such as trainOnBatches(...).`,
    );
  }
  for (const update of updates) {
    const given: FitUpdate | null | undefined = update;
    const { loss, count = 1 }: Partial<FitUpdate> = given ?? {};
    if (typeof loss !== 'number' || typeof count !== 'number') {
      throw new ArgumentError(
        'fit',
        `an update has the loss ${describe(loss)} and the count ${describe(count)}; they must be numbers.`,
        { loss, count },
      );
    }
    sum += loss * count;
    total += count;
    made++;
    visit(update);
  }
  if (made > 0) return { loss: sum / total, updates: made };
  throw new ArgumentError(
    'fit',
    'an epoch has no updates; training must return new updates for each epoch, not a generator that has ended.',
  );
}

function metricsOf(measured: number | Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  if (typeof measured === 'number') return { loss: measured };
  if (typeof measured === 'object' && Object.prototype.toString.call(measured) === '[object Object]') {
    return { ...measured };
  }
  throw new ArgumentError(
    'fit',
    `validation returned ${describe(measured)}; it must return a number, or an object of numbers.`,
  );
}

function monitored(
  monitor: string,
  loss: number,
  metrics: Readonly<Record<string, number>>,
  isValidated: boolean,
): number {
  if (!isValidated && monitor === 'loss') return loss;
  const value = Object.hasOwn(metrics, monitor) ? metrics[monitor] : undefined;
  if (typeof value === 'number') return value;
  throw new ArgumentError(
    'fit',
    `there is no metric '${monitor}' that is a number; validation must return it. It returned ${Object.keys(metrics).join(', ') || 'nothing'}.`,
    { monitor },
  );
}
