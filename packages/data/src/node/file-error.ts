import { DataError } from '../errors.js';

/**
 * A file cannot be read, is not what it should be, or has changed since it was opened. `cause` is the
 * error of the operating system, if there is one.
 */
export class FileError extends DataError {
  override readonly name = 'FileError';
}
