import { UsageError } from '../errors.js';
import { type AlgorithmName, goesForward } from '../language-model/algorithms.js';
import type { UnchosenSettings } from '../language-model/choose-settings.js';
import type { Interval } from '../language-model/interval.js';
import {
  type CellName,
  DEFAULTS,
  type ScheduleName,
  type TrainingSettings,
} from '../language-model/settings.js';
import { requireAlgorithm } from './require-algorithm.js';

/** The options of `tbptt charlm` that are settings of the training. */
export interface SettingFlags {
  readonly algorithm: AlgorithmName;
  readonly cell: CellName;
  readonly hidden?: number;
  readonly layers: number;
  readonly embedding?: number;
  readonly tied?: boolean;
  readonly nGrams?: number;
  readonly batch?: number;
  readonly window?: number;
  readonly steps?: number;
  readonly minutes: number;
  readonly learningRate?: number;
  readonly schedule?: ScheduleName;
  readonly decay?: number;
  readonly weightDecay?: number;
  readonly clip?: number;
  readonly dropout?: number;
  readonly seed: number;
  readonly saveEvery?: Interval;
  readonly validateEvery?: Interval;
  readonly patience?: number;
  readonly validation: number;
  readonly strict?: boolean;
  readonly wide?: boolean;
  readonly blas?: boolean;
  readonly threads: number | 'all';
}

/**
 * Returns the settings of a new run, as far as they do not follow from its text.
 *
 * @throws UsageError if the sizes do not fit each other.
 */
export function newSettings(flags: SettingFlags): UnchosenSettings {
  requireAlgorithm(flags);
  requireFittingNGrams(flags);
  requireFittingSizes(flags);
  const { algorithm, cell, layers, seed, validation, threads } = flags;
  const { steps, minutes, saveEvery = DEFAULTS.saveEvery, validateEvery, patience } = flags;
  const { tied = false, strict = false, wide = false, blas = false } = flags;
  const { nGrams, batch, window, learningRate, schedule, decay, weightDecay, clip } = flags;
  // Algorithms that go forward apply to recurrent layers alone, and their traces may be large.
  const forward = goesForward(algorithm);
  const { hidden = SMALL[algorithm] } = flags;
  const { embedding = forward ? 0 : undefined, dropout = forward ? 0 : undefined } = flags;
  return {
    algorithm,
    cell,
    layers,
    tied,
    seed,
    validation,
    strict,
    wide,
    threads,
    blas,
    saveEvery,
    budget: steps === undefined ? { minutes } : { steps },
    ...(hidden !== undefined && { hidden }),
    ...(embedding !== undefined && { embedding }),
    ...(nGrams !== undefined && { nGrams }),
    ...(batch !== undefined && { batch }),
    ...(window !== undefined && { window }),
    ...(learningRate !== undefined && { learningRate }),
    ...(schedule !== undefined && { schedule }),
    ...(decay !== undefined && { decay }),
    ...(weightDecay !== undefined && { weightDecay }),
    ...(clip !== undefined && { clip }),
    ...(dropout !== undefined && { dropout }),
    ...(validateEvery && { validateEvery }),
    ...(patience !== undefined && { patience }),
  };
}

/** The default units of models whose trace grows with the square or the cube of the units. */
const SMALL: Partial<Record<AlgorithmName, number>> = { rtrl: 24, 'kf-rtrl': 64 };

/** The settings that are options of the same name. */
const SETTINGS = [
  ...([
    'algorithm',
    'cell',
    'hidden',
    'layers',
    'embedding',
    'tied',
    'nGrams',
    'batch',
    'window',
    'seed',
    'validation',
  ] as const),
  ...(['learningRate', 'schedule', 'decay', 'weightDecay', 'clip', 'dropout', 'strict'] as const),
  ...(['saveEvery', 'validateEvery', 'patience'] as const),
];

/** Returns the settings that the command line names. */
export function givenSettings(
  flags: SettingFlags,
  isGiven: (name: keyof SettingFlags) => boolean,
): Partial<TrainingSettings> {
  const { steps, minutes } = flags;
  const budget = steps !== undefined ? { steps } : isGiven('minutes') ? { minutes } : undefined;
  const given = SETTINGS.filter(isGiven).map((name) => [name, flags[name]] as const);
  return { ...Object.fromEntries(given), ...(budget && { budget }) };
}

/** @throws UsageError if a tied head does not fit the vectors of symbols. */
function requireFittingSizes({ hidden, layers, tied = false, embedding }: SettingFlags): void {
  if (!tied || embedding === undefined) return;
  if (embedding === 0) {
    throw new UsageError(
      "option '--embedding <size>' argument '0' is invalid. With --tied symbols have vectors; leave one of the two out.",
    );
  }
  if (layers > 1 || hidden === undefined || embedding === hidden) return;
  throw new UsageError(
    `option '--embedding <size>' argument '${embedding}' is invalid. With --tied and one layer it must be as large as --hidden, ${hidden}; leave it out, or add a layer.`,
  );
}

/** @throws UsageError if there is no head over the units of one layer and the vectors of n-grams. */
function requireFittingNGrams({ nGrams, layers, tied = false, embedding = 0 }: SettingFlags): void {
  if (nGrams === undefined) return;
  const other =
    layers > 1 ? '--layers <number>' : tied ? '--tied' : embedding > 0 ? '--embedding <size>' : undefined;
  if (other === undefined) return;
  throw new UsageError(
    `option '--n-grams <size>' cannot be used with option '${other}': n-grams go with a single layer that reads symbols; leave one of the two out.`,
  );
}
