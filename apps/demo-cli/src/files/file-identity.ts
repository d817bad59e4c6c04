import { fstat, stat } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { codeOf } from '../errors.js';

/** The name of standard input on the command line. */
export const STANDARD_INPUT = '-';

/**
 * The identity of a file in the operating system, which is the same for every path and link to it.
 */
export interface FileIdentity {
  readonly device: bigint;
  readonly inode: bigint;
}

/**
 * Returns the identity of the file that a path leads to, through symbolic links; `-` is standard
 * input. Undefined if there is none.
 */
export async function identityOf(file: string): Promise<FileIdentity | undefined> {
  try {
    const { dev, ino } =
      file === STANDARD_INPUT
        ? await promisify(fstat)(0, { bigint: true })
        : await promisify(stat)(file, { bigint: true });
    return { device: dev, inode: ino };
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}

/**
 * Whether two paths lead to one file, through relative parts, symbolic links, hard links, or
 * letters of another case if the file system ignores case.
 */
export async function sameFile(a: string, b: string): Promise<boolean> {
  if (a !== STANDARD_INPUT && b !== STANDARD_INPUT && resolve(a) === resolve(b)) return true;
  const [one, other] = await Promise.all([identityOf(a), identityOf(b)]);
  return one !== undefined && other !== undefined && sameIdentity(one, other);
}

/** Whether two identities are those of one file. File systems without inodes number all files 0. */
export function sameIdentity(a: FileIdentity, b: FileIdentity): boolean {
  return a.inode !== 0n && a.inode === b.inode && a.device === b.device;
}
