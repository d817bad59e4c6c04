import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CHAR_LM_FOLDER } from '../char-lm-folder.js';
import { Fields } from '../fields.js';
import { FixtureError } from '../fixture-error.js';
import type { Digests } from './experiment.js';
import { SETTING } from './setting.js';

/** What PyTorch gave. */
export interface TorchLosses {
  /** The versions of PyTorch and of Python. */
  readonly torch: string;
  readonly python: string;
  /** `[windows]`, the loss of each window before its update, in nats: trained in single precision. */
  readonly single: readonly number[];
  /** The same in double precision: how far PyTorch is from itself. */
  readonly double: readonly number[];
}

/** What PyTorch gave, and what it began with. */
export interface Recording extends TorchLosses, Digests {}

/** The recording of this project. */
export const OWN_RECORDING = join(CHAR_LM_FOLDER, 'losses.golden.json');

const ABOUT =
  'The losses of the first windows of Moby-Dick, in nats, of a character model that PyTorch trained from our initial weights. ' +
  'Written by: pnpm oracles char-lm --python PYTHON --record';

/**
 * The losses of a JSON text. Throws a `FixtureError` where they are not of that form, or not as
 * many as the setting has windows.
 */
export function parseLosses(where: string, text: string): TorchLosses {
  const fields = fieldsOf(where, text);
  const [single, double] = [fields.numbers('single'), fields.numbers('double')];
  if (single.length !== SETTING.windows || double.length !== SETTING.windows) {
    throw new FixtureError(
      where,
      `there are ${single.length} and ${double.length} losses; the setting has ${SETTING.windows} windows.`,
    );
  }
  return { torch: fields.text('torch'), python: fields.text('python'), single, double };
}

/** Reads a recording. Throws a `FixtureError` where it is none. */
export function readRecording(path: string): Recording {
  const text = read(path);
  const fields = fieldsOf(basename(path), text);
  const digests = { weights: fields.text('weights'), windows: fields.text('windows') };
  return { ...parseLosses(basename(path), text), ...digests };
}

/** Writes a recording, with the setting and a word on how it is made. */
export function writeRecording(path: string, recording: Recording): void {
  writeFileSync(path, `${JSON.stringify({ about: ABOUT, setting: SETTING, ...recording }, null, 2)}\n`);
}

/** Throws a `FixtureError` unless a recording began with these weights and windows. */
export function requireSameBeginning(recorded: Digests, ours: Digests): void {
  for (const part of ['weights', 'windows'] as const) {
    if (recorded[part] === ours[part]) continue;
    throw new FixtureError(
      `the recorded ${part}`,
      'they are others than ours are now, so the losses cannot be compared; record anew: pnpm oracles char-lm --python PYTHON --record',
    );
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new FixtureError(path, `cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function fieldsOf(where: string, text: string): Fields {
  try {
    return new Fields(where, JSON.parse(text));
  } catch (error) {
    if (error instanceof FixtureError) throw error;
    throw new FixtureError(where, 'this is no JSON.');
  }
}
