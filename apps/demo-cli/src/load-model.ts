import { decodeModel, type SavedModel } from './checkpoint.js';
import { CliError, messageOf } from './errors.js';
import { nameOf, type ReadingHost } from './files/read-blocks.js';
import { readBytes } from './files/read-bytes.js';
import { Interrupted } from './interruption.js';
import { isFolder, readModelFolder } from './model-folder.js';

/**
 * Reads a model file, or the folder of a model.
 *
 * @throws CliError if the model cannot be read or used. The message names the file.
 * @throws Interrupted if a stop is requested.
 */
export async function loadModel(file: string, host: ReadingHost): Promise<SavedModel> {
  const bytes = (await isFolder(file)) ? undefined : await readBytes(file, 'model', host);
  try {
    return bytes === undefined ? await readModelFolder(file, host) : decodeModel(bytes);
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    throw new CliError(`cannot use the model ${nameOf(file)}: ${messageOf(error)}`, { cause: error });
  }
}
