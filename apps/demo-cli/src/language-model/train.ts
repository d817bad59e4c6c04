import { setImmediate as turn } from 'node:timers/promises';
import { NonFiniteError } from '@tbptt/core';
import { truncatedBPTT } from '@tbptt/rnn';
import { CliError } from '../errors.js';
import type { Host } from '../host.js';
import type { Progress } from '../ui/reports.js';
import { Divergence } from './divergence.js';
import { heldOutBits } from './held-out-loss.js';
import { Rhythm } from './interval.js';
import type { Observed } from './observer.js';
import type { PreparedText } from './prepare.js';
import type { Saver } from './saver.js';
import type { TrainingSettings } from './settings.js';
import type { TrainingRun } from './training-run.js';

/** The end of training. */
export interface Trained {
  readonly last: Progress;
  readonly characters: number;
  readonly charactersPerSecond: number;
  /** Why the model is of no use: the loss ended far above that of guessing, or is no number. */
  readonly divergence?: string;
  /**
   * Whether training ended early because the loss was no number. The parameters are those of the
   * last step.
   */
  readonly broken: boolean;
  /** Whether training ended early because the validations no longer improved. */
  readonly exhausted: boolean;
  /** The validation of the last step, if it was made. */
  readonly validation?: { readonly bitsPerCharacter: number; readonly characters: number };
}

/**
 * Trains until the budget is used up, the patience is, or a stop is requested, which is noticed
 * between two steps. On the way the held-out text is validated and checkpoints are written, as the
 * settings ask for.
 */
export async function train(
  run: TrainingRun,
  { training, validation: heldOut, vocabulary }: PreparedText,
  settings: TrainingSettings,
  saver: Saver,
  host: Pick<Host, 'now' | 'interruption'>,
  reporter: Observed,
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

  /** Validates if it is time to, and has not been done before the run was stopped. */
  const validateIfDue = async (): Promise<void> => {
    validation = undefined;
    if (heldOut === undefined || run.validated === meter.step || !rhythm.isDue(meter.step)) return;
    const result = await heldOutBits(run.model, heldOut, window, interruption, (progress) =>
      reporter.validating(progress),
    );
    if (result === undefined) return;
    rhythm.happened();
    validation = result;
    run.validated = meter.step;
    const { bitsPerCharacter } = result;
    exhausted = run.stopping.observe(bitsPerCharacter);
    const isBest = run.stopping.stale === 0 && Number.isFinite(bitsPerCharacter);
    if (isBest) run.best = { step: meter.step, bitsPerCharacter };
    reporter.report({ report: 'validation', ...result, step: meter.step, best: isBest });
    if (isBest) await saver.saveBest();
  };

  meter.begin();
  try {
    if (run.after !== undefined) await validateIfDue();
    const { network, loss: judge } = run.trained;
    const updates = truncatedBPTT(network, training, {
      k1: window,
      optimizer: run.optimizer,
      loss: judge,
      epochs: Number.POSITIVE_INFINITY,
      after: run.after,
    });
    if (!exhausted && meter.share < 1 && !interruption.requested) {
      for (const update of updates) {
        const { loss, count, position } = update;
        run.after = update;
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
        if (!diverges) await saver.saveIfDue();
        if (exhausted || meter.share >= 1 || interruption.requested) break;
      }
    }
  } catch (error) {
    if (error instanceof CliError) {
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
