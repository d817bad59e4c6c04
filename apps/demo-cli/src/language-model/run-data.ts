import { LARGEST } from '../limits.js';
import { isCount, isNumber, recordOf } from '../plain-data.js';
import { isAlgorithmName } from './algorithms.js';
import type { Interval } from './interval.js';
import {
  type Architecture,
  type Budget,
  isScheduleName,
  methodOf,
  type TrainingSettings,
} from './settings.js';

/** The settings that a checkpoint keeps besides those of the model. */
export type RunSettings = Omit<TrainingSettings, keyof Architecture | 'seed' | 'wide' | 'threads' | 'blas'>;

/** What a checkpoint keeps of a run of this program besides what the library keeps. */
export interface RunData {
  /** The text: the paths of its files as they were given, none for Moby-Dick. */
  readonly text: { readonly files: readonly string[]; readonly characters: number; readonly digest: string };
  readonly settings: RunSettings;
  /** The set of kernels, on which the last bits depend. */
  readonly kernels: string;
  /** The update after which the held-out text was validated last. */
  readonly validated: number | null;
  readonly best: Best | null;
}

/** The best validation of a run. */
export interface Best {
  readonly step: number;
  readonly bitsPerCharacter: number;
}

/**
 * Returns the data of a checkpoint of a run. The order is always the same, and so are the bytes of
 * the file.
 */
export function encodeRunData({ text, settings, kernels, validated, best }: RunData): unknown {
  const { validation, strict, budget } = settings;
  const { saveEvery = null, validateEvery = null, patience = null } = settings;
  return {
    text,
    settings: { ...methodOf(settings), validation, strict, budget, saveEvery, validateEvery, patience },
    kernels,
    validated,
    best,
  };
}

/**
 * Reads the data of a checkpoint, which may come from anywhere.
 *
 * @throws Error if it is not the data of a run; the message names what is wrong.
 */
export function decodeRunData(data: unknown): RunData {
  const { text, settings, kernels, validated, best } = recordOf(data);
  const { files, characters, digest } = recordOf(text);
  const saved = recordOf(settings);
  const { algorithm, batch, window, learningRate, validation, strict, patience } = saved;
  const { schedule, decay, weightDecay, clip, dropout } = saved;
  const [budget, saveEvery, validateEvery] = ['budget', 'saveEvery', 'validateEvery'].map((name) =>
    saved[name] === null ? undefined : intervalOf(name, saved[name]),
  );
  require('text', isList(files) && isCount(characters) && isText(digest));
  require('algorithm', isAlgorithmName(algorithm));
  require('batch', isCount(batch) && batch >= 1 && batch <= 4096);
  require('window', isCount(window) && window >= 1 && window <= 4096);
  require('learningRate', isNumber(learningRate) && learningRate > 0 && learningRate <= LARGEST);
  require('schedule', isScheduleName(schedule));
  require('decay', isNumber(decay) && decay >= 0 && decay <= 1);
  require('weightDecay', isNumber(weightDecay) && weightDecay >= 0 && weightDecay <= LARGEST);
  require('clip', isNumber(clip) && clip > 0 && clip <= LARGEST);
  require('dropout', isNumber(dropout) && dropout >= 0 && dropout < 1);
  require('validation', isNumber(validation) && validation >= 0 && validation < 1);
  require('strict', typeof strict === 'boolean');
  require('patience', patience === null || (isCount(patience) && patience >= 1));
  require('budget', budget !== undefined);
  require('kernels', isText(kernels));
  require('validated', validated === null || isCount(validated));
  return {
    text: { files, characters, digest },
    settings: {
      ...methodOf({ algorithm, batch, window, learningRate, schedule, decay, weightDecay, clip, dropout }),
      validation,
      strict,
      budget,
      ...(saveEvery && { saveEvery }),
      ...(validateEvery && { validateEvery }),
      ...(patience !== null && { patience }),
    },
    kernels,
    validated,
    best: best === null ? null : bestOf(best),
  };
}

/** A number of updates or of minutes: a budget, or an interval. */
function intervalOf(name: string, value: unknown): Budget & Interval {
  const { steps, minutes } = recordOf(value);
  if (isCount(steps) && steps >= 1) return { steps };
  if (isNumber(minutes) && minutes > 0) return { minutes };
  throw wrong(name);
}

function bestOf(value: unknown): Best {
  const { step, bitsPerCharacter } = recordOf(value);
  require('best', isCount(step) && isNumber(bitsPerCharacter));
  return { step, bitsPerCharacter };
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function require(name: string, holds: boolean): asserts holds {
  if (!holds) throw wrong(name);
}

function wrong(name: string): Error {
  return new Error(`the ${name} of its run is missing or has no meaning.`);
}
