import { setImmediate as turn } from 'node:timers/promises';
import { crossEntropy, NonFiniteError } from '@tbptt/core';
import { adam, clipByGlobalNorm, Optimizer } from '@tbptt/optim';
import { type CharLM, truncatedBPTT } from '@tbptt/rnn';
import { CliError } from '../errors.js';
import type { Host } from '../host.js';
import type { Progress } from '../ui/reports.js';
import { Divergence } from './divergence.js';
import { Meter } from './meter.js';
import type { Observed } from './observer.js';
import type { PreparedText } from './prepare.js';
import { CLIP_NORM, FINAL_RATE, type TrainingSettings } from './settings.js';

/** The end of training. */
export interface Trained {
  readonly last: Progress;
  readonly characters: number;
  /** Why the model is of no use: the loss ended far above that of guessing, or is no number. */
  readonly divergence?: string;
  /**
   * Whether training ended early because the loss was no number. The parameters are those of the
   * last step.
   */
  readonly broken: boolean;
}

/**
 * Trains until the budget is used up or a stop is requested, which is noticed between two steps.
 * The optimizer is Adam on gradients clipped by their norm. The learning rate decreases linearly
 * over the budget.
 */
export async function train(
  model: CharLM,
  { training, vocabulary }: Pick<PreparedText, 'training' | 'vocabulary'>,
  settings: Pick<TrainingSettings, 'window' | 'budget' | 'learningRate'>,
  { now, interruption }: Pick<Host, 'now' | 'interruption'>,
  reporter: Observed,
): Promise<Trained> {
  const { window, budget, learningRate } = settings;
  const meter = new Meter(budget, now);
  let rate = learningRate;
  const schedule = (): number => (rate = learningRate * (1 - (1 - FINAL_RATE) * meter.share));
  const optimizer = new Optimizer(model, [clipByGlobalNorm(CLIP_NORM), adam({ learningRate: schedule })]);
  const updates = truncatedBPTT(model, training, {
    k1: window,
    optimizer,
    loss: crossEntropy,
    epochs: Number.MAX_SAFE_INTEGER,
  });
  const divergence = new Divergence(vocabulary.size, learningRate);
  const { remedy } = divergence;
  let remarked = false;
  let broken: string | undefined;
  try {
    for (const { loss, count, position } of updates) {
      meter.count({ loss, count, epoch: position.epoch });
      reporter.progress(meter.progress);
      reporter.updated({
        ...meter.progress,
        characters: meter.characters,
        bitsPerCharacter: loss / Math.LN2,
        learningRate: rate,
        gradientNorm: optimizer.gradientNorm ?? Number.NaN,
      });
      const { bitsPerCharacter } = meter.progress;
      if (!remarked && divergence.shows(bitsPerCharacter)) {
        const compared = divergence.comparison(bitsPerCharacter);
        reporter.notice(`training diverges at step ${meter.step}: ${compared}; ${remedy}.`);
        remarked = true;
      }
      await turn(); // signals are noticed and the terminal is written to between steps
      if (meter.share >= 1 || interruption.requested) break;
    }
  } catch (error) {
    if (error instanceof CliError) {
      // The text cannot be read any more: what was learned is kept.
      interruption.request(error.exitCode, error);
    } else if (!(error instanceof NonFiniteError)) throw error;
    else broken = `training diverged at step ${meter.step}; ${remedy}. ${error.message}`;
  } finally {
    if (meter.step > 0) reporter.endProgress(meter.progress);
  }
  const ended = { last: meter.progress, characters: meter.characters, broken: broken !== undefined };
  if (broken !== undefined) return { ...ended, divergence: broken };
  const { bitsPerCharacter } = meter.progress;
  if (!divergence.shows(bitsPerCharacter)) return ended;
  return {
    ...ended,
    divergence: `training diverged: ${divergence.comparison(bitsPerCharacter)}; ${remedy}.`,
  };
}
