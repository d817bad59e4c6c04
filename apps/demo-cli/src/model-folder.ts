import { randomBytes } from 'node:crypto';
import { lstat, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { stateDictionary } from '@tbptt/core/files';
import { reasonOf } from '@tbptt/core/node';
import { Vocabulary } from '@tbptt/data';
import { decodeModelFolder, encodeModelFolder } from '@tbptt/rnn/folder';
import { ModelFileError, requireFinite, type SavedModel } from './checkpoint.js';
import { CliError, UsageError } from './errors.js';
import { STANDARD_INPUT } from './files/file-identity.js';
import type { ReadingHost } from './files/read-blocks.js';
import { readBytes } from './files/read-bytes.js';
import { cellNames, cells } from './language-model/settings.js';
import { isCount } from './plain-data.js';
import type { Written } from './save-file.js';

/** The files that are read of a folder. */
const READ = ['config.json', 'vocab.json', 'model.safetensors'];

/** Whether a path leads to a folder. */
export async function isFolder(path: string): Promise<boolean> {
  if (path === STANDARD_INPUT) return false;
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true;
}

/**
 * Reads the model of a folder, see `decodeModelFolder` of `@tbptt/rnn/folder`.
 *
 * @throws CliError if a file cannot be read.
 * @throws FormatError or ModelFileError if the folder cannot be used.
 */
export async function readModelFolder(folder: string, host: ReadingHost): Promise<SavedModel> {
  const entries: [string, Uint8Array][] = [];
  for (const name of READ) {
    const file = join(folder, name);
    if ((await stat(file).catch(() => undefined)) === undefined) continue; // decoding reports what is missing
    entries.push([name, await readBytes(file, 'model', host)]);
  }
  const { model, vocabulary, cell, training } = decodeModelFolder(Object.fromEntries(entries));
  const named = cellNames.find((name) => cells[name].name === cell);
  if (named === undefined) {
    throw new ModelFileError(`its cell is ${cell}; this program has ${cellNames.join(', ')}.`);
  }
  if (vocabulary.unit === 'token') {
    throw new ModelFileError('its symbols are tokens, into which this program cannot cut a text.');
  }
  requireFinite(stateDictionary(model));
  const { embedding, rnn, head } = model;
  return {
    model,
    vocabulary: Vocabulary.fromJSON(vocabulary),
    cell: named,
    hidden: rnn.layers[0]?.outputSize ?? 0,
    layers: rnn.layers.length,
    ...(embedding !== undefined && { embedding: embedding.size }),
    tied: head.weight === embedding?.weight,
    seed: countIn(training, 'seed'),
    steps: countIn(training, 'steps'),
  };
}

/** Returns a number of the history of a model; 0 if it has none. */
function countIn(training: Readonly<Record<string, unknown>>, name: string): number {
  const count = training[name] ?? 0;
  if (isCount(count)) return count;
  throw new ModelFileError(`the ${name} of its training is not a whole number of at least 0.`);
}

/** A model folder to be written, see `encodeModelFolder` of `@tbptt/rnn/folder`. */
export class NewFolder {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Checks that a folder can be made.
   *
   * @throws UsageError if the name is `-`.
   * @throws CliError if a file or folder of that name exists.
   */
  static async open(option: string, folder: string): Promise<NewFolder> {
    if (folder === STANDARD_INPUT) {
      throw new UsageError(
        `option '${option}' argument '-' is invalid. A folder is not written to standard output; a folder of that name is "./-".`,
      );
    }
    if ((await lstat(folder).catch(() => undefined)) !== undefined) {
      throw new CliError(`cannot write ${JSON.stringify(folder)}: it already exists; name a new folder.`);
    }
    return new NewFolder(folder);
  }

  /**
   * Makes the folder with all its files, or nothing.
   *
   * @throws CliError if the folder cannot be made.
   */
  async write({ model, vocabulary, seed, steps }: SavedModel): Promise<Written> {
    const folder = this.#folder;
    const files = encodeModelFolder(model, {
      vocabulary,
      training: { seed, steps },
      card: { name: basename(resolve(folder)) },
    });
    const temporary = join(dirname(resolve(folder)), `.tbptt-${randomBytes(6).toString('hex')}.tmp`);
    try {
      await mkdir(temporary);
      for (const [name, bytes] of Object.entries(files)) await writeFile(join(temporary, name), bytes);
      await rename(temporary, folder);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
      throw new CliError(`cannot write ${JSON.stringify(folder)}: ${reasonOf(error)}`, { cause: error });
    }
    return { file: folder, bytes: Object.values(files).reduce((sum, { length }) => sum + length, 0) };
  }
}
