import { DataError, type Facts } from '../errors.js';

/** What is wrong with a file. */
export type FileProblem =
  | 'unreadable'
  | 'irregular'
  | 'encoding'
  | 'content'
  | 'empty'
  | 'changed'
  | 'closed';

/**
 * A file cannot be read, is not what it should be, or has changed since it was opened. `cause` is the
 * error of the operating system, if there is one.
 */
export class FileError extends DataError {
  override readonly name = 'FileError';
  /** The path that was given, and what is wrong with the file, for programs. */
  declare readonly facts: Facts & { readonly path: unknown; readonly problem: FileProblem };
}
