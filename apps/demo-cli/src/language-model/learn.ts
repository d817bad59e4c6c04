import { kernels, parametersOf, seeded } from '@tbptt/core';
import { CharLM } from '@tbptt/rnn';
import { requireWritable } from '../atomic-file.js';
import { saveModel } from '../checkpoint.js';
import type { Corpus } from '../corpus.js';
import type { Host } from '../host.js';
import type { Reporter } from '../ui/reports.js';
import { chooseKernels } from './choose-kernels.js';
import { draw } from './draw.js';
import { heldOutBits } from './held-out-loss.js';
import { prepare } from './prepare.js';
import { cells, type TrainingSettings } from './settings.js';
import { train } from './train.js';

/** What is to be done with a text. */
export interface LearningPlan {
  readonly corpus: () => Promise<Corpus>;
  readonly settings: TrainingSettings;
  /** The model file to write. */
  readonly save?: string;
  /** How many characters to draw at the end. */
  readonly sample: number;
}

/**
 * Trains a model on a text, saves it, validates it, draws a sample, and reports all that. After an interruption it is saved
 * and sampled but not validated.
 */
export async function learn(plan: LearningPlan, host: Host, reporter: Reporter): Promise<void> {
  const { settings, save, sample } = plan;
  const { interruption } = host;
  if (save !== undefined) await requireWritable(save);
  const corpus = await plan.corpus();
  const text = prepare(corpus, settings);
  const { vocabulary, trainingCharacters, validationCharacters } = text;
  reporter.report({
    report: 'data',
    text: corpus.name,
    characters: trainingCharacters + validationCharacters,
    symbols: vocabulary.size,
    trainingCharacters,
    validationCharacters,
  });

  const wide = chooseKernels(settings, host);
  const { cell, hidden, layers, batch, window, learningRate, seed } = settings;
  const model = new CharLM(vocabulary.size, { cell: cells[cell], hidden, layers, random: seeded(seed) });
  reporter.report({
    report: 'model',
    cell,
    hidden,
    layers,
    parameters: [...parametersOf(model).values()].reduce((sum, { size }) => sum + size, 0),
    batch,
    window,
    learningRate,
    seed,
    kernels: kernels.variant,
    wide,
  });

  const { last, characters } = await train(model, text, settings, host, reporter);
  if (save !== undefined) {
    const bytes = await saveModel(save, { model, vocabulary, cell, hidden, layers, seed, steps: last.step });
    reporter.report({ report: 'saved', file: save, bytes });
  }
  const validation = text.validation && (await heldOutBits(model, text.validation, window, interruption));
  if (validation !== undefined) reporter.report({ report: 'validation', ...validation });
  const interrupted = interruption.requested;
  if (sample > 0) {
    const stopped = (): boolean => interruption.requested && !interrupted; // what was interrupted before is still shown
    await draw(model, vocabulary, { random: seeded(seed), length: sample }, reporter, stopped);
  }
  reporter.report({
    report: 'summary',
    steps: last.step,
    characters,
    seconds: last.seconds,
    charactersPerSecond: characters / last.seconds,
    bitsPerCharacter: last.bitsPerCharacter,
    validationBitsPerCharacter: validation?.bitsPerCharacter ?? null,
    interrupted,
  });
}
