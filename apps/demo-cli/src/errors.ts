/** Something the person who runs the program can put right: shown as one line, without a stack trace. */
export class CliError extends Error {
  override readonly name: string = 'CliError';
  /** What the program exits with. */
  readonly exitCode: number = 1;
}

/** The command line itself is wrong: an option's value does not fit. */
export class UsageError extends CliError {
  override readonly name = 'UsageError';
  override readonly exitCode = 2;
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code that Node gives to errors of the operating system, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
