import { setImmediate as turn } from 'node:timers/promises';
import { NonFiniteError } from '@tbptt/core';
import { CliError } from '../errors.js';
import type { Host } from '../host.js';
import type { Progress } from '../ui/reports.js';
import { Divergence } from './divergence.js';
import { heldOutBits } from './held-out-loss.js';
import { Rhythm } from './interval.js';
import type { Observed } from './observer.js';
import type { PreparedText } from './prepare.js';
import type { Ranks } from './ranks.js';
import type { Saver } from './saver.js';
import type { TrainingSettings } from './settings.js';
import type { TrainingRun } from './training-run.js';

/** The end of training. */
export interface Trained {
  readonly last: Progress;
  readonly characters: number;
  readonly charactersPerSecond: number;
  /** Why the model is useless: the loss ended far above that of guessing, or is not a number. */
  readonly divergence?: string;
  /**
   * Whether training ended early because the loss was not a number. The parameters are those of the
   * last step.
   */
  readonly broken: boolean;
  /** Whether training ended early because the validations no longer improved. */
  readonly exhausted: boolean;
  /** The validation of the last step, if it was made. */
  readonly validation?: { readonly bitsPerCharacter: number; readonly characters: number };
}

/** The actions after a step. */
interface Due {
  /** The share of the budget that is used up. */
  readonly share: number;
  readonly stops: boolean;
  readonly validates: boolean;
  readonly saves: boolean;
}

/**
 * Trains until the budget or the patience is used up, or until a stop is requested, which is
 * checked between two steps. Meanwhile the held-out text is validated and checkpoints are written,
 * as the settings request.
 *
 * If several processes train together, they sum their losses after each update, and the clock of
 * the first decides how far the run is and what is due for all.
 */
export async function train(
  run: TrainingRun,
  { training, validation: heldOut, vocabulary }: PreparedText,
  settings: TrainingSettings,
  saver: Saver,
  host: Pick<Host, 'now' | 'interruption'>,
  reporter: Observed,
  ranks: Ranks,
): Promise<Trained> {
  const { interruption } = host;
  const { window, learningRate, validateEvery } = settings;
  const { meter } = run;
  const rhythm = new Rhythm(validateEvery, () => host.now());
  const divergence = new Divergence(vocabulary.size, learningRate);
  const { remedy } = divergence;
  let remarked = false;
  let broken: string | undefined;
  let exhausted = settings.patience !== undefined && run.stopping.stale >= settings.patience;
  let validation: Trained['validation'];

  let isBest = false;
  /** Returns what is due after an update by the clock of this process. */
  const dueHere = (step: number): Due => ({
    share: meter.share,
    stops: interruption.requested,
    validates: heldOut !== undefined && run.validated !== step && rhythm.isDue(step),
    saves: saver.isDue(step),
  });

  /** What is due for all processes: as the first sees it, and a stop if any requests it. */
  let agreed = dueHere(meter.step);
  const due = (): Due => (ranks.group === undefined ? dueHere(meter.step) : agreed);

  /** Combines the results of an update over all processes. Returns the loss and the count of all. */
  const agree = (step: number, loss: number, count: number): { loss: number; count: number } => {
    if (ranks.group === undefined) return { loss, count };
    const here = dueHere(step);
    const ofFirst = [here.share, Number(here.validates), Number(here.saves)].map((x) =>
      ranks.isFirst ? x : 0,
    );
    const sums = ranks.sum(Number(here.stops), loss * count, count, ...ofFirst);
    const [stopping = 0, nats = 0, total = 0, clock = 0, validating = 0, saving = 0] = sums;
    const share = 'steps' in settings.budget ? Math.min(1, step / settings.budget.steps) : clock;
    agreed = { share, stops: stopping > 0, validates: validating > 0, saves: saving > 0 };
    run.share = share;
    return { loss: nats / total, count: total };
  };

  /** Validates on the first process, and tells all whether it was the best and whether training ends. */
  const validateIfDue = async (): Promise<void> => {
    validation = undefined;
    if (!due().validates) return;
    isBest = false;
    await ranks.onFirst(validate);
    const [best = 0, ends = 0] = ranks.isFirst
      ? ranks.sum(Number(isBest), Number(exhausted))
      : ranks.sum(0, 0);
    exhausted = ends > 0;
    if (best === 0) return;
    run.gather();
    await ranks.onFirst(() => saver.saveBest());
  };

  const validate = async (): Promise<void> => {
    if (heldOut === undefined) return;
    const result = await heldOutBits(run.model, heldOut, window, interruption, (progress) =>
      reporter.validating(progress),
    );
    if (result === undefined) return;
    rhythm.happened();
    validation = result;
    run.validated = meter.step;
    const { bitsPerCharacter } = result;
    exhausted = run.stopping.observe(bitsPerCharacter);
    isBest = run.stopping.stale === 0 && Number.isFinite(bitsPerCharacter);
    if (isBest) run.best = { step: meter.step, bitsPerCharacter };
    reporter.report({ report: 'validation', ...result, step: meter.step, best: isBest });
  };

  meter.begin();
  try {
    agree(meter.step, 0, 0);
    if (run.after !== undefined) await validateIfDue();
    const updates = run.updates(training);
    if (!exhausted && due().share < 1 && !due().stops) {
      for (const update of updates) {
        const { position } = update;
        run.after = update;
        const { loss, count } = agree(meter.step + 1, update.loss, update.count);
        meter.count({ loss, count, epoch: position.epoch });
        reporter.progress(meter.progress);
        reporter.updated({
          ...meter.progress,
          characters: meter.characters,
          bitsPerCharacter: loss / Math.LN2,
          learningRate: run.learningRate,
          gradientNorm: run.optimizer.gradientNorm ?? Number.NaN,
        });
        const { bitsPerCharacter } = meter.progress;
        const diverges = divergence.shows(bitsPerCharacter);
        if (!remarked && diverges) {
          const compared = divergence.comparison(bitsPerCharacter);
          reporter.notice(`training diverges at step ${meter.step}: ${compared}; ${remedy}.`);
          remarked = true;
        }
        await turn(); // signals are noticed and the terminal is written to between steps
        await validateIfDue();
        if (!diverges && due().saves) {
          run.gather();
          await ranks.onFirst(() => saver.saveIfDue());
        }
        if (exhausted || due().share >= 1 || due().stops) break;
      }
    }
  } catch (error) {
    if (error instanceof CliError && ranks.group === undefined) {
      // The text cannot be read any more: what was learned is kept.
      interruption.request(error.exitCode, error);
    } else if (!(error instanceof NonFiniteError)) throw error;
    else broken = `training diverged at step ${meter.step}; ${remedy}. ${error.message}`;
  } finally {
    if (meter.hasBegun) reporter.endProgress(meter.progress);
  }
  const ended = {
    last: meter.progress,
    characters: meter.characters,
    charactersPerSecond: meter.charactersPerSecond,
    broken: broken !== undefined,
    exhausted,
    ...(validation && { validation }),
  };
  if (broken !== undefined) return { ...ended, divergence: broken };
  const { bitsPerCharacter } = meter.progress;
  if (!divergence.shows(bitsPerCharacter)) return ended;
  return {
    ...ended,
    divergence: `training diverged: ${divergence.comparison(bitsPerCharacter)}; ${remedy}.`,
  };
}
