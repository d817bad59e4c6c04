import { randomBytes } from 'node:crypto';
import { access, constants, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CliError } from './errors.js';
import { reason } from './read-bytes.js';

/** Throws a `CliError` unless a file can be written there: known before an hour of training, not after it. */
export async function requireWritable(file: string): Promise<void> {
  try {
    const folder = await stat(dirname(resolve(file)));
    if (!folder.isDirectory()) throw new CliError('the place to write it to is not a folder.');
    const present = await stat(file).catch(() => undefined);
    if (present !== undefined && !present.isFile()) throw new CliError('it is there already and not a file.');
    if (present !== undefined) await access(file, constants.W_OK);
    const temporary = temporaryBeside(file);
    await (await open(temporary, 'wx')).close();
    await rm(temporary);
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

/** Writes a file whole or not at all: into a temporary file beside it, which then takes its name. */
export async function writeAtomically(file: string, bytes: Uint8Array): Promise<void> {
  const temporary = temporaryBeside(file);
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw cannotWrite(file, error);
  }
}

function temporaryBeside(file: string): string {
  const path = resolve(file);
  return join(dirname(path), `.${basename(path)}.${randomBytes(4).toString('hex')}.tmp`);
}

function cannotWrite(file: string, error: unknown): CliError {
  return new CliError(`cannot write ${JSON.stringify(file)}: ${reason(error)}`, { cause: error });
}
