import { basename, dirname, extname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { kernels, seeded } from '@tbptt/core';
import type { SavedRun } from '../checkpoint.js';
import type { Corpus } from '../corpus.js';
import { CliError, messageOf } from '../errors.js';
import { identityOf } from '../files/file-identity.js';
import { nameOf } from '../files/read-blocks.js';
import type { Host } from '../host.js';
import { type NamedFile, SaveFile, type Written } from '../save-file.js';
import { count } from '../ui/format.js';
import type { Reporter } from '../ui/reports.js';
import { traceBytes } from './algorithms.js';
import { chooseKernels } from './choose-kernels.js';
import { chooseSettings, type UnchosenSettings, USUAL_WORK } from './choose-settings.js';
import { Divergence } from './divergence.js';
import { draw } from './draw.js';
import { heldOutBits } from './held-out-loss.js';
import { measureSpeed } from './measure-speed.js';
import { nativeProduct } from './native-product.js';
import { Observed, type RunObserver } from './observer.js';
import { planReports } from './plan-reports.js';
import { type PreparedText, prepare, requireLanes } from './prepare.js';
import { Ranks } from './ranks.js';
import { type Kept, Saver } from './saver.js';
import type { TrainingSettings } from './settings.js';
import { train } from './train.js';
import { TrainingRun } from './training-run.js';

/** The settings of a demo or of a continued run; or the given settings of a new run, which are completed. */
export type SettingsPlan = { readonly chosen: TrainingSettings } | { readonly given: UnchosenSettings };

/** The text, the settings and the files of a training. */
export interface LearningPlan {
  readonly corpus: () => Promise<Corpus>;
  /** The files that `corpus` reads. Default: none. */
  readonly sources?: readonly NamedFile[];
  readonly settings: SettingsPlan;
  /** The file to write checkpoints to. */
  readonly save?: NamedFile;
  /** The run to continue. */
  readonly resume?: SavedRun;
  /** The number of characters to draw at the end. */
  readonly sample: number;
  /** The processes that train together. Default: this one alone. */
  readonly ranks?: Ranks;
  /** The observers of the run besides the terminal. Default: none. */
  readonly observers?: readonly RunObserver[];
}

/**
 * Trains a model on a text, saves it, validates it, draws a sample, and reports all of this. After
 * a request to stop, the model is saved and sampled but not validated.
 *
 * @throws CliError if training diverged or if the model could not be saved in its file, after all
 * else is done.
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
  const { sources = [], sample, resume, ranks = new Ranks(undefined) } = plan;
  const { group } = ranks;
  const save = ranks.isFirst ? plan.save : undefined;
  const { interruption } = host;
  const now = (): number => host.now();
  const given = 'given' in plan.settings ? plan.settings.given : plan.settings.chosen;
  const { saveEvery, validateEvery, seed } = given;
  const harm = 'the model would replace the text.';
  const target = save && (await SaveFile.open(save, sources, harm));
  const best =
    save && validateEvery && (await SaveFile.open({ ...save, file: bestBeside(save.file) }, sources, harm));
  const corpus = await plan.corpus();
  if (given.batch !== undefined) requireLanes(given.batch, group); // before anything is measured
  const product = given.blas === true ? await nativeProduct(given.threads) : undefined;
  chooseKernels(given, reporter, product);
  const { settings, speed } =
    'chosen' in plan.settings
      ? { settings: plan.settings.chosen, speed: undefined }
      : await completed(given, corpus, host, ranks);
  const { learningRate, window } = settings;
  const text = prepare(corpus, settings, group);
  if (resume !== undefined) requireSameText(resume, corpus, text);
  const run = new TrainingRun(settings, runText(sources, text), text.training, now, group);
  if (resume !== undefined) restore(run, resume, settings, reporter);
  // Whether the model can be written is known before an hour of training, not after it.
  const about = planReports(corpus.name, text, run.model, settings, ranks.size);
  const room = roomForState(settings) + traceBytes(settings.algorithm, settings, about.model.parameters);
  await target?.rehearse(new Uint8Array(run.encode().length + room));
  if (speed !== undefined) reporter.report({ report: 'machine', multiplicationsPerSecond: speed });
  reporter.report(about.data);
  reporter.report(about.model);
  if (resume !== undefined) reporter.report({ report: 'resumed', file: resume.file, step: run.meter.step });

  const saver = new Saver(run, reporter, {
    now,
    ...(target && { last: target }),
    ...(best && { best }),
    ...(saveEvery && { every: saveEvery }),
    ...(resume && { kept: { file: resume.file, step: resume.steps } }),
  });
  await reporter.begin({ model: run.model, text, settings });
  const trained = await train(run, text, settings, saver, host, reporter, ranks);
  run.gather();
  await ranks.onFirst(async () => {
    const { last, characters, charactersPerSecond, exhausted } = trained;
    // A diverged model does not replace an earlier checkpoint.
    const diverged = trained.divergence !== undefined && saver.kept !== undefined;
    const written = diverged ? undefined : await saver.saveAtEnd();
    if (written !== undefined) reporter.report({ report: 'saved', file: written.file, bytes: written.bytes });
    const { requested, count: taken, reason: obstacle } = kernels.threads;
    if (taken < requested) reporter.notice(`--threads: ${taken} of ${requested} took part: ${obstacle}.`);
    const ends = (divergence: string): CliError =>
      divergedError(divergence, last.step, save, saver.kept, written);
    if (trained.broken) throw ends(trained.divergence ?? '');

    const validation =
      trained.validation ??
      (text.validation &&
        (await heldOutBits(run.model, text.validation, window, interruption, (progress) =>
          reporter.validating(progress),
        )));
    const divergence = new Divergence(text.vocabulary.size, learningRate);
    if (validation !== undefined && !Number.isFinite(validation.bitsPerCharacter)) {
      throw ends(`training diverged: the loss of the held-out text is no number; ${divergence.remedy}.`);
    }
    if (validation !== undefined && trained.validation === undefined) {
      reporter.report({ report: 'validation', ...validation, step: last.step, best: false });
    }
    if (run.best !== undefined) {
      const before = resume && bestBeside(resume.file);
      const isThere = before !== undefined && (await identityOf(before)) !== undefined;
      reporter.report({ report: 'best', ...run.best, file: saver.best ?? (isThere ? before : null) });
    }
    const interrupted = interruption.requested;
    if (sample > 0 && !interruption.hurried) {
      // After a request to stop, a sample is still drawn, until the next request.
      const stopped = (): boolean => interruption.hurried || (interruption.requested && !interrupted);
      const drawing = { random: [seeded(seed)], length: sample };
      await draw(run.model, text.vocabulary, drawing, reporter, stopped);
    }
    reporter.report({
      report: 'summary',
      steps: last.step,
      characters,
      seconds: last.seconds,
      charactersPerSecond,
      bitsPerCharacter: last.bitsPerCharacter,
      validationBitsPerCharacter: validation?.bitsPerCharacter ?? null,
      interrupted,
      exhausted,
    });
    if (written?.failure !== undefined) throw written.failure;
    const reason = trained.divergence ?? heldOutDivergence(validation, divergence);
    if (reason !== undefined && !interrupted) throw diverged ? ends(reason) : new CliError(reason);
  });
}

/**
 * Returns the settings of a run, of which some follow from its text and, if its budget is a time, from
 * the speed of the machine, which is measured then.
 */
async function completed(
  settings: UnchosenSettings,
  { characters, vocabulary }: Corpus,
  host: Host,
  ranks: Ranks,
): Promise<{ readonly settings: TrainingSettings; readonly speed: number | undefined }> {
  const { budget, validation } = settings;
  const text = { characters: characters - Math.round(characters * validation), symbols: vocabulary.size };
  if ('steps' in budget) {
    const usual = { ...text, work: USUAL_WORK, updates: budget.steps };
    return { settings: chooseSettings(settings, usual, ranks.size), speed: undefined };
  }
  const own = await measureSpeed(
    () => host.now(),
    () => turn(),
  );
  // All processes choose the same: by what they do together.
  const [speed = own] = ranks.sum(own);
  const work = speed * 60 * budget.minutes;
  return { settings: chooseSettings(settings, { ...text, work }, ranks.size), speed };
}

/** The file of the best checkpoint, beside that of the last: `notes.best.safetensors`. */
function bestBeside(file: string): string {
  const extension = extname(file);
  return join(dirname(file), `${basename(file, extension)}.best${extension}`);
}

function runText(sources: readonly NamedFile[], text: PreparedText) {
  const { vocabulary, digest, trainingCharacters, validationCharacters } = text;
  return {
    vocabulary,
    digest,
    files: sources.map(({ file }) => file),
    characters: trainingCharacters + validationCharacters,
  };
}

/** @throws CliError if the text is not that of the run. */
function requireSameText(run: SavedRun, corpus: Corpus, text: PreparedText): void {
  if (run.data.text.digest === text.digest) return;
  const characters = text.trainingCharacters + text.validationCharacters;
  const before = run.data.text.characters;
  throw new CliError(
    `cannot resume from ${nameOf(run.file)}: the text ${JSON.stringify(corpus.name)} is not that of the run: it has ${count(characters)} characters, ` +
      `${characters === before ? 'others than' : `not the ${count(before)} of`} the text before. The place of the run is a place in its text; give that text by --text.`,
  );
}

/**
 * Continues from a checkpoint. A notice says if the run has ended.
 *
 * @throws CliError if the checkpoint does not fit.
 */
function restore(
  run: TrainingRun,
  saved: SavedRun,
  { patience }: TrainingSettings,
  reporter: Reporter,
): void {
  try {
    run.restore(saved);
  } catch (error) {
    throw new CliError(`cannot resume from ${nameOf(saved.file)}: ${messageOf(error)}`, { cause: error });
  }
  const ended = `the run in ${nameOf(saved.file)} has ended`;
  const { stale } = run.stopping;
  if (run.meter.share >= 1) {
    reporter.notice(`${ended} after ${count(run.meter.step)} steps; give it more by --steps or --minutes.`);
  } else if (patience !== undefined && stale >= patience) {
    reporter.notice(
      `${ended} early, after ${count(stale)} validations that were no better than the best; give it more by --patience.`,
    );
  }
  if (saved.data.kernels === kernels.variant) return;
  reporter.notice(
    `the run was made with ${saved.data.kernels} kernels and continues with ${kernels.variant} ones, whose results differ in their last bits.`,
  );
}

/** Returns the bytes by which a checkpoint grows once the run has begun: its states and its position. */
function roomForState({ batch, hidden, layers }: TrainingSettings): number {
  return 4096 + layers * (1024 + 2 * 4 * batch * hidden);
}

/** Returns why the model is useless according to the held-out text; the last update may have ruined it. */
function heldOutDivergence(
  validation: { readonly bitsPerCharacter: number } | undefined,
  divergence: Divergence,
): string | undefined {
  if (validation === undefined || !divergence.showsHeldOut(validation.bitsPerCharacter)) return undefined;
  const compared = divergence.comparison(validation.bitsPerCharacter, 'the loss of the held-out text');
  return `training diverged: ${compared}; ${divergence.remedy}.`;
}

/** Returns the error for a run that diverged, which says where the model is. */
function divergedError(
  divergence: string,
  step: number,
  save: NamedFile | undefined,
  kept: Kept | undefined,
  written: Written | undefined,
): CliError {
  if (written === undefined && kept !== undefined) {
    const place = `The last checkpoint before that, after step ${kept.step}, is in ${JSON.stringify(kept.file)}.`;
    return new CliError(`${divergence} ${place}`);
  }
  if (save === undefined) return new CliError(divergence);
  if (written === undefined) return new CliError(`${divergence} Nothing was saved.`);
  const { failure } = written;
  const where = failure?.message ?? `The model after step ${step} is in ${JSON.stringify(written.file)}.`;
  return new CliError(`${divergence} ${where}`, failure && { cause: failure });
}
