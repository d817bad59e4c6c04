import { kernels, parametersOf, seeded } from '@tbptt/core';
import { CharLM } from '@tbptt/rnn';
import { encodeModel, type SavedModel } from '../checkpoint.js';
import type { Corpus } from '../corpus.js';
import { CliError, messageOf } from '../errors.js';
import type { Host } from '../host.js';
import { type NamedFile, SaveFile, type Written } from '../save-file.js';
import type { Reporter } from '../ui/reports.js';
import { chooseKernels } from './choose-kernels.js';
import { Divergence } from './divergence.js';
import { draw } from './draw.js';
import { heldOutBits } from './held-out-loss.js';
import { Observed, type RunObserver } from './observer.js';
import { prepare } from './prepare.js';
import { cells, type TrainingSettings } from './settings.js';
import { type Trained, train } from './train.js';

/** The text, the settings and the files of a training. */
export interface LearningPlan {
  readonly corpus: () => Promise<Corpus>;
  /** The file that `corpus` reads. */
  readonly source?: NamedFile;
  readonly settings: TrainingSettings;
  /** The model file to write. */
  readonly save?: NamedFile;
  /** The number of characters to draw at the end. */
  readonly sample: number;
  /** What watches the run besides the terminal. Default: nothing. */
  readonly observers?: readonly RunObserver[];
}

/**
 * Trains a model on a text, saves it, validates it, draws a sample, and reports all that. After a
 * request to stop, the model is saved and sampled but not validated.
 *
 * @throws CliError if training diverged or if the model could not be saved where it was asked for,
 * after all else is done.
 */
export async function learn(plan: LearningPlan, host: Host, terminal: Reporter): Promise<void> {
  const reporter = new Observed(terminal, plan.observers ?? []);
  try {
    await learnObserved(plan, host, reporter);
  } catch (error) {
    await reporter.end().catch((other: unknown) => terminal.notice(messageOf(other)));
    throw error;
  }
  await reporter.end();
}

async function learnObserved(plan: LearningPlan, host: Host, reporter: Observed): Promise<void> {
  const { settings, source, save, sample } = plan;
  const { interruption } = host;
  const target = save && (await SaveFile.open(save, source, 'the model would replace the text.'));
  const corpus = await plan.corpus();
  const text = prepare(corpus, settings);
  const { vocabulary, trainingCharacters, validationCharacters } = text;
  const wide = chooseKernels(settings, reporter);
  const { cell, hidden, layers, batch, window, learningRate, seed } = settings;
  const model = new CharLM(vocabulary.size, { cell: cells[cell], hidden, layers, random: seeded(seed) });
  const saved = (steps: number): SavedModel => ({ model, vocabulary, cell, hidden, layers, seed, steps });
  // Known before an hour of training, not after it: whether there is room for the model, and a way
  // down to the disk.
  await target?.rehearse(encodeModel(saved(Number.MAX_SAFE_INTEGER)));

  reporter.report({
    report: 'data',
    text: corpus.name,
    characters: trainingCharacters + validationCharacters,
    symbols: vocabulary.size,
    trainingCharacters,
    validationCharacters,
  });
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
    threads: kernels.threads.requested,
  });

  await reporter.begin({ model, text, settings });
  const trained = await train(model, text, settings, host, reporter);
  const { last, characters } = trained;
  const written =
    target && isWorthSaving(model, trained)
      ? await target.writeOrRescue(encodeModel(saved(last.step)))
      : undefined;
  if (written !== undefined) reporter.report({ report: 'saved', file: written.file, bytes: written.bytes });
  const { requested, count, reason } = kernels.threads;
  if (count < requested) reporter.notice(`--threads: ${count} of ${requested} took part: ${reason}.`);
  if (trained.broken) throw brokenOff(trained, save, written);

  const validation =
    text.validation &&
    (await heldOutBits(model, text.validation, window, interruption, (progress) =>
      reporter.validating(progress),
    ));
  if (validation !== undefined && !Number.isFinite(validation.bitsPerCharacter)) {
    const { remedy } = new Divergence(vocabulary.size, learningRate);
    const divergence = `training diverged: the loss of the held-out text is no number; ${remedy}.`;
    throw brokenOff({ ...trained, divergence }, save, written);
  }
  if (validation !== undefined) reporter.report({ report: 'validation', ...validation });
  const interrupted = interruption.requested;
  if (sample > 0 && !interruption.hurried) {
    // After a request to stop, a sample is still drawn, until the next request.
    const stopped = (): boolean => interruption.hurried || (interruption.requested && !interrupted);
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
  if (written?.failure !== undefined) throw written.failure;
  const divergence =
    trained.divergence ?? heldOutDivergence(validation, new Divergence(vocabulary.size, learningRate));
  if (divergence !== undefined && !interrupted) throw new CliError(divergence);
}

/** Why the model is of no use according to the held-out text. The last update may be what ruined it. */
function heldOutDivergence(
  validation: { readonly bitsPerCharacter: number } | undefined,
  divergence: Divergence,
): string | undefined {
  if (validation === undefined || !divergence.showsHeldOut(validation.bitsPerCharacter)) return undefined;
  const compared = divergence.comparison(validation.bitsPerCharacter, 'the loss of the held-out text');
  return `training diverged: ${compared}; ${divergence.remedy}.`;
}

/** Whether a model differs from the one that training began with and can be read again. */
function isWorthSaving(model: CharLM, { last }: Trained): boolean {
  return (
    last.step > 0 &&
    [...parametersOf(model).values()].every((parameter) => parameter.toFloats().every(Number.isFinite))
  );
}

/** The error for a loss that is no number, which says what became of the model. */
function brokenOff({ divergence = '', last }: Trained, save?: NamedFile, written?: Written): CliError {
  if (save === undefined) return new CliError(divergence);
  if (written === undefined) return new CliError(`${divergence} Nothing was saved.`);
  const { failure } = written;
  const where =
    failure?.message ?? `The model after step ${last.step} is in ${JSON.stringify(written.file)}.`;
  return new CliError(`${divergence} ${where}`, failure && { cause: failure });
}
