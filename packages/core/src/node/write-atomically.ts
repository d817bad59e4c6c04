import type { Stats } from 'node:fs';
import {
  access,
  chmod,
  chown,
  constants,
  type FileHandle,
  lstat,
  open,
  readlink,
  realpath,
  rename,
  stat,
} from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { describe } from '../arguments.js';
import { ArgumentError, HostError } from '../errors.js';
import { codeOf, reasonOf } from './reason-of.js';
import { discard, release, removeAbandoned, temporaryBeside } from './temporary-file.js';

/**
 * Checks that `bytes` can be written to a file, by writing them to a temporary file beside it, down
 * to the disk. The file itself is not changed. A program that saves after hours of work calls it at
 * the start.
 *
 * @param bytes Default: no bytes, which checks the place but not the free space.
 * @throws HostError if the bytes cannot be written. The message names the file and the reason.
 * @throws ArgumentError if the path is not a string, or the bytes are not a `Uint8Array`.
 */
export async function requireWritable(path: string, bytes: Uint8Array = new Uint8Array()): Promise<void> {
  requireArguments('requireWritable', path, bytes);
  try {
    const target = await targetOf(path);
    await discard(await writeTemporary(target, bytes, await presentFile(target)));
  } catch (error) {
    throw cannotWrite('requireWritable', path, error);
  }
}

/**
 * Writes a file completely or not at all, whatever happens to the process, the system or the disk.
 * The bytes go to a temporary file beside it, which is then renamed. Symbolic links are kept and
 * lead to the new file. The mode of an existing file is kept, and its owner if that is permitted.
 * Temporary files of killed processes are removed.
 *
 * ```ts
 * await writeAtomically('run.safetensors', encodeCheckpoint(run, { after: update }));
 * ```
 *
 * @throws HostError if the file cannot be written. It is unchanged then.
 * @throws ArgumentError if the path is not a string, or the bytes are not a `Uint8Array`.
 */
export async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  requireArguments('writeAtomically', path, bytes);
  try {
    const target = await targetOf(path);
    await removeAbandoned(target);
    const temporary = await writeTemporary(target, bytes, await presentFile(target));
    try {
      await rename(temporary, target);
    } catch (error) {
      await discard(temporary);
      throw error;
    }
    release(temporary);
    await synchronizeFolder(dirname(target));
  } catch (error) {
    throw cannotWrite('writeAtomically', path, error);
  }
}

function requireArguments(operation: string, path: unknown, bytes: unknown): void {
  if (typeof path !== 'string' || path === '') {
    throw new ArgumentError(operation, `the path is ${describe(path)}; it must be a path of a file.`, {
      path,
    });
  }
  if (bytes instanceof Uint8Array) return;
  throw new ArgumentError(
    operation,
    `the bytes are ${describe(bytes)}; they must be a Uint8Array, such as encodeSafetensors returns.`,
    { path },
  );
}

/** A path that cannot be a file. The message is the reason. */
class NoFile extends Error {
  override readonly name = 'NoFile';
}

const MOST_LINKS = 40; // as Linux follows

/** Returns the path that symbolic links lead to, even if there is no file yet. */
async function targetOf(file: string): Promise<string> {
  if (file.endsWith('/') || file.endsWith(sep)) throw new NoFile('it is a folder, not a file.');
  let path = resolve(file);
  for (let links = 0; links < MOST_LINKS; links++) {
    path = join(await realpath(dirname(path)), basename(path));
    const link = await present(lstat(path));
    if (!link?.isSymbolicLink()) return path;
    path = resolve(dirname(path), await readlink(path));
  }
  throw new NoFile('its symbolic links lead in a circle.');
}

/** Returns what is known of the file that will be replaced, if there is one. */
async function presentFile(target: string): Promise<Stats | undefined> {
  const found = await present(stat(target));
  if (found === undefined) return undefined;
  if (!found.isFile()) throw new NoFile('it is there already and not a file.');
  await access(target, constants.W_OK);
  return found;
}

/** Resolves to undefined if the file is not there. Other errors, such as too long a name, stay. */
function present<T>(found: Promise<T>): Promise<T | undefined> {
  return found.catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
}

/**
 * Writes a temporary file beside `target`, with the mode and owner of the file that it will
 * replace.
 */
async function writeTemporary(
  target: string,
  bytes: Uint8Array,
  replaced: Stats | undefined,
): Promise<string> {
  const temporary = temporaryBeside(target);
  try {
    const handle = await open(temporary, 'wx', replaced === undefined ? 0o666 : 0o600);
    try {
      await handle.writeFile(bytes);
      await synchronize(handle);
    } finally {
      await handle.close();
    }
    if (replaced !== undefined) await takeOver(temporary, replaced);
    return temporary;
  } catch (error) {
    await discard(temporary);
    throw error;
  }
}

/** Gives a file the owner, the group and the mode of another, as far as that is permitted. */
async function takeOver(file: string, { uid, gid, mode }: Stats): Promise<void> {
  const made = await stat(file);
  if (made.gid !== gid) await chown(file, made.uid, gid).catch(() => {});
  if (made.uid !== uid) await chown(file, uid, gid).catch(() => {});
  await chmod(file, mode & 0o777).catch(() => {}); // some file systems have no modes
}

/** The errors of `fsync` that mean that it is not available, and not that the data could not be written. */
const NO_SYNC = ['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'ERR_ACCESS_DENIED'];

async function synchronize(handle: FileHandle): Promise<void> {
  try {
    await handle.sync();
  } catch (error) {
    if (!NO_SYNC.includes(codeOf(error) ?? '')) throw error;
  }
}

/** Makes a new name survive a loss of power. Not every system supports it. */
async function synchronizeFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close().catch(() => {});
}

function cannotWrite(operation: string, path: string, error: unknown): HostError {
  return new HostError(
    operation,
    `cannot write ${JSON.stringify(path)}: ${reasonOf(error)}`,
    { path },
    { cause: error },
  );
}
