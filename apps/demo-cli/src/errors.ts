/**
 * An error that the person who runs the program can correct. It is shown as one line, without a
 * stack trace.
 */
export class CliError extends Error {
  override readonly name: string = 'CliError';
  /** The exit code of the program. */
  readonly exitCode: number = 1;
}

/** The command line is wrong, such as the value of an option. */
export class UsageError extends CliError {
  override readonly name = 'UsageError';
  override readonly exitCode = 2;
}

/** Returns the message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Returns the code that Node gives to errors of the operating system, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
