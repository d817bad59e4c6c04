import { HostError } from '@tbptt/core';
import * as files from '@tbptt/core/node';
import { CliError } from '../errors.js';

/**
 * Checks that `bytes` can be written to a file, see `requireWritable` of `@tbptt/core/node`.
 *
 * @throws CliError if they cannot.
 */
export function requireWritable(file: string, bytes?: Uint8Array): Promise<void> {
  return toldAsLine(files.requireWritable(file, bytes));
}

/**
 * Writes a file whole or not at all, see `writeAtomically` of `@tbptt/core/node`.
 *
 * @throws CliError if it cannot be written; then the file is as it was.
 */
export function writeAtomically(file: string, bytes: Uint8Array): Promise<void> {
  return toldAsLine(files.writeAtomically(file, bytes));
}

async function toldAsLine(writing: Promise<void>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    throw error instanceof HostError ? new CliError(error.rule, { cause: error }) : error;
  }
}
