import type { Host } from '../host.js';
import { oneLine } from './one-line.js';
import { colorsOf } from './terminal.js';

/** Writes each error as one line, in JSON with `--json`, and with its stack if `DEBUG=tbptt`. */
export class ErrorWriter {
  constructor(
    private readonly host: Pick<Host, 'err' | 'env'>,
    private readonly json: boolean,
  ) {}

  /** Writes a message. `error` is what was thrown, if anything was. */
  write(message: string, exitCode: number, error?: unknown): void {
    const { err, env } = this.host;
    const line = oneLine(message);
    const stack = env['DEBUG'] === 'tbptt' && error instanceof Error ? stackOf(error) : undefined;
    if (this.json) {
      err.write(`${JSON.stringify({ report: 'error', message: line, exitCode, stack })}\n`);
      return;
    }
    err.write(`${colorsOf(err, env).red('tbptt:')} ${line}\n`);
    if (stack !== undefined) err.write(`${stack}\n`);
  }
}

/** Returns the stack of an error and of its causes. */
function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
