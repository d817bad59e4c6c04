import { setImmediate as turn } from 'node:timers/promises';
import { crossEntropy, NonFiniteError } from '@tbptt/core';
import { adam, clipByGlobalNorm, Optimizer } from '@tbptt/optim';
import { type CharLM, truncatedBPTT } from '@tbptt/rnn';
import { CliError } from '../errors.js';
import type { Host } from '../host.js';
import type { Progress, Reporter } from '../ui/reports.js';
import { Meter } from './meter.js';
import type { PreparedText } from './prepare.js';
import { CLIP_NORM, FINAL_RATE, type TrainingSettings } from './settings.js';

/** Where training ended. */
export interface Trained {
  readonly last: Progress;
  readonly characters: number;
}

/**
 * Trains until the budget is used up or an interruption is requested, which is noticed between two steps. Adam, its learning rate falling in a
 * straight line over the budget, on gradients clipped by their norm.
 */
export async function train(
  model: CharLM,
  { training }: PreparedText,
  settings: Pick<TrainingSettings, 'window' | 'budget' | 'learningRate'>,
  { now, interruption }: Pick<Host, 'now' | 'interruption'>,
  reporter: Reporter,
): Promise<Trained> {
  const { window, budget, learningRate } = settings;
  const meter = new Meter(budget, now);
  const optimizer = new Optimizer(model, [
    clipByGlobalNorm(CLIP_NORM),
    adam({ learningRate: () => learningRate * (1 - (1 - FINAL_RATE) * meter.share) }),
  ]);
  const updates = truncatedBPTT(model, training, {
    k1: window,
    optimizer,
    loss: crossEntropy,
    epochs: Number.MAX_SAFE_INTEGER,
  });
  try {
    for (const { loss, count, position } of updates) {
      meter.count({ loss, count, epoch: position.epoch });
      reporter.progress(meter.progress);
      await turn(); // signals are noticed and the terminal is written to between steps
      if (meter.share >= 1 || interruption.requested) break;
    }
  } catch (error) {
    if (!(error instanceof NonFiniteError)) throw error;
    throw new CliError(
      `training diverged at step ${meter.step}; give a --learning-rate smaller than ${learningRate}. ${error.message}`,
      { cause: error },
    );
  } finally {
    if (meter.step > 0) reporter.endProgress(meter.progress);
  }
  return { last: meter.progress, characters: meter.characters };
}
