/** The line of an error that a runtime prints above its stack, or, as Python does, below it. */
const ERROR = /^(?:Uncaught )?[\w.]*(?:Error|Exception)\b/;

/**
 * Why a process ended, from what it wrote to its standard error: the last line that states an
 * error, else the last, else `code` or `signal`.
 */
export function lastWords(errors: string, code: number | null, signal: NodeJS.Signals | null): string {
  const lines = errors.split('\n').filter((line) => line.trim() !== '');
  return lines.findLast((line) => ERROR.test(line)) ?? lines.at(-1) ?? `ended by ${signal ?? code}`;
}
