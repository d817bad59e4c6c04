/**
 * A folder, a file or a case that cannot be read, or has not the form it must have. Its message is
 * one line.
 */
export class FixtureError extends Error {
  override readonly name = 'FixtureError';

  constructor(
    /** The folder or file, and the place in it. */
    readonly where: string,
    readonly rule: string,
  ) {
    super(`${where}: ${rule}`);
  }
}
