import { readFile } from 'node:fs/promises';
import { CliError, codeOf, messageOf } from './errors.js';

/** The content of a file; a `CliError` that names it where it cannot be read. `what` says what the file is for: `text`. */
export async function readBytes(file: string, what: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new CliError(`cannot read the ${what} ${JSON.stringify(file)}: ${reason(error)}`, { cause: error });
  }
}

/** What the operating system holds against a file, in words. */
export function reason(error: unknown): string {
  switch (codeOf(error) ?? '') {
    case 'ENOENT':
      return 'there is no such file or folder.';
    case 'EISDIR':
      return 'it is a folder, not a file.';
    case 'ENOTDIR':
      return 'a part of the path is a file, not a folder.';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied.';
    case 'ENOSPC':
      return 'no space is left on the device.';
    case 'EROFS':
      return 'the file system is read-only.';
    case 'ERR_FS_FILE_TOO_LARGE':
      return 'it is larger than 2 GiB.';
    default:
      return messageOf(error);
  }
}
