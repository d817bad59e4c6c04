import pc from 'picocolors';
import type { Host } from '../host.js';
import { printable } from './printable.js';
import { colored } from './terminal.js';

/** Writes errors as one line, in JSON where that is wanted; with the stack where `DEBUG=tbptt` asks for it. */
export class ErrorWriter {
  constructor(
    private readonly host: Pick<Host, 'err' | 'env'>,
    private readonly json: boolean,
  ) {}

  /** `error` is what was thrown, if anything. */
  write(message: string, exitCode: number, error?: unknown): void {
    const { err, env } = this.host;
    const line = printable(message)
      .trim()
      .replace(/\s*\n\s*/g, ' ');
    const stack = env['DEBUG'] === 'tbptt' && error instanceof Error ? stackOf(error) : undefined;
    if (this.json) {
      err.write(`${JSON.stringify({ report: 'error', message: line, exitCode, stack })}\n`);
      return;
    }
    err.write(`${pc.createColors(colored(err, env)).red('tbptt:')} ${line}\n`);
    if (stack !== undefined) err.write(`${stack}\n`);
  }
}

/** The stack of an error and of what caused it. */
function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
