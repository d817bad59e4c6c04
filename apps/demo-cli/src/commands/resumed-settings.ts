import type { SavedRun } from '../checkpoint.js';
import { UsageError } from '../errors.js';
import { architectureOf, type TrainingSettings } from '../language-model/settings.js';

/** The settings that a run keeps, each with its option and the reason. */
const KEPT: readonly {
  readonly name:
    | 'algorithm'
    | 'cell'
    | 'hidden'
    | 'layers'
    | 'batch'
    | 'window'
    | 'seed'
    | 'validation'
    | 'strict'
    | 'embedding'
    | 'tied'
    | 'nGrams'
    | 'dropout';
  readonly flags: string;
  readonly reason: string;
}[] = [
  { name: 'algorithm', flags: '--algorithm <name>', reason: 'its updates are those of its algorithm' },
  { name: 'cell', flags: '--cell <name>', reason: 'its weights fit no other cell' },
  { name: 'hidden', flags: '--hidden <units>', reason: 'its weights fit no other size' },
  { name: 'layers', flags: '--layers <number>', reason: 'its weights fit no other number of layers' },
  { name: 'embedding', flags: '--embedding <size>', reason: 'its weights fit no other size' },
  { name: 'tied', flags: '--tied', reason: 'its weights fit no other head' },
  { name: 'nGrams', flags: '--n-grams <size>', reason: 'its weights fit no other size' },
  { name: 'dropout', flags: '--dropout <share>', reason: 'its masks are drawn for its own' },
  {
    name: 'batch',
    flags: '--batch <lanes>',
    reason: 'its place in the text and its states are those of its lanes',
  },
  { name: 'window', flags: '--window <steps>', reason: 'its updates are those of its windows' },
  { name: 'seed', flags: '--seed <number>', reason: 'it has begun with its seed' },
  {
    name: 'validation',
    flags: '--validation <share>',
    reason: 'what is held out and what is learned must not mix',
  },
  { name: 'strict', flags: '--strict', reason: 'other kernels round differently' },
];

/**
 * Returns the settings of a run that is continued: its own, with those that are given in place of
 * its budget, rates and intervals.
 *
 * @param given the settings that the command line names
 * @param machine how this process computes, which changes no result
 * @throws UsageError if another setting is given than the run has
 */
export function resumedSettings(
  saved: SavedRun,
  given: Partial<TrainingSettings>,
  machine: Pick<TrainingSettings, 'wide' | 'threads' | 'blas'>,
): TrainingSettings {
  const own: TrainingSettings = {
    ...saved.data.settings,
    ...architectureOf(saved),
    seed: saved.seed,
    ...machine,
  };
  for (const { name, flags, reason } of KEPT) {
    const value = given[name];
    if (value === undefined || value === (own[name] ?? 0)) continue; // an embedding of 0 is none
    throw new UsageError(
      `option '${flags}' argument ${JSON.stringify(String(value))} is invalid. The run in ${JSON.stringify(saved.file)} has ${JSON.stringify(String(own[name] ?? 'none'))}, and ${reason}; leave the option out.`,
    );
  }
  const { embedding: _, ...others } = given; // it is the run's own
  return { ...own, ...others };
}
