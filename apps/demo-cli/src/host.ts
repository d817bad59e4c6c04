import { fstatSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { type Readable, Writable } from 'node:stream';
import { isatty } from 'node:tty';
import { reasonOf } from '@tbptt/core/node';
import { CliError, codeOf } from './errors.js';
import { Interruption } from './interruption.js';

/** A stream that may be a terminal. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** The surroundings of the commands. Tests have their own. */
export interface Host {
  /** Standard input. */
  readonly in: Readable;
  /** Reports. */
  readonly out: Output;
  /** Errors and notices. */
  readonly err: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly interruption: Interruption;
  /** Milliseconds since some moment. */
  now(): number;
}

const SHOW_CURSOR = '\x1b[?25h';
const WRAP_LINES = '\x1b[?7h';

/** The exit code that a shell expects of a program that a signal has stopped. */
const exitCodes = {
  SIGHUP: 128 + 1, // without a number on Windows
  SIGINT: 128 + constants.signals.SIGINT,
  SIGTERM: 128 + constants.signals.SIGTERM,
};
const CLOSED_PIPE = 128 + 13; // SIGPIPE, without a number on Windows

/**
 * Signals within this time are one request: npx passes on the Ctrl-C that the terminal has sent
 * already.
 */
const ONE_REQUEST = 250; // ms

/**
 * Returns this process as a host. The first Ctrl-C or SIGTERM requests a stop, and the second exits
 * at once. A closed terminal (SIGHUP) and output that cannot be written request a stop, too.
 */
export function hostOfProcess(): Host {
  const interruption = new Interruption();
  let stopped: number | undefined;
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      interruption.request(exitCodes[signal]);
      if (signal === 'SIGHUP') return; // the terminal and its shell send one each
      if (stopped === undefined) stopped = performance.now();
      else if (performance.now() - stopped < ONE_REQUEST) interruption.hurry();
      else leave(exitCodes[signal]);
    });
  }
  const out = standardOutput();
  out.on('error', (error) => {
    const code = codeOf(error);
    if (code === 'EPIPE') interruption.request(CLOSED_PIPE);
    else if (code === 'EIO' && out.isTTY) interruption.request(exitCodes.SIGHUP);
    else interruption.request(1, new CliError(`cannot write to standard output: ${reasonOf(error)}`));
  });
  process.stderr.on('error', () => {}); // there is nowhere left to report it
  return {
    get in() {
      return process.stdin; // opened when it is read
    },
    out,
    err: process.stderr,
    env: process.env,
    interruption,
    now: () => performance.now(),
  };
}

/** Resolves when everything written to a stream has been passed on or has failed. */
export async function flushed(out: Output): Promise<void> {
  if (out.writableLength > 0) await new Promise<void>((resolve) => out.write('', () => resolve()));
  await new Promise<void>((resolve) => setImmediate(resolve)); // errors of writes come later than the writes
}

function standardOutput(): Output {
  if (process.stdout.isTTY || process.platform === 'win32') return process.stdout;
  // Not as plain numbers: Node 20 keeps those of the latest call, and takes links for pipes while it
  // looks for modules if that was a pipe.
  const found = fstatSync(1, { bigint: true });
  return found.isFIFO() || found.isSocket() ? process.stdout : new FileOutput();
}

/**
 * Standard output to a file or a device. Node's own stream treats a write that was cut short by a
 * full disk as a success.
 */
class FileOutput extends Writable {
  constructor() {
    super({ decodeStrings: true });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    try {
      for (let written = 0; written < chunk.length; ) written += writeSync(1, chunk, written);
      done();
    } catch (error) {
      done(error as Error);
    }
  }
}

/** Whether the program was started in a terminal. */
const inTerminal = [0, 1, 2].some((fd) => isatty(fd));

/**
 * Ends the process with an exit code when all is done. After a terminal was closed the process ends by the
 * signal itself, which is the same to a shell: Node would restore the terminal, fail, and abort.
 */
export function end(exitCode: number): void {
  process.exitCode = exitCode;
  if (exitCode !== exitCodes.SIGHUP || !inTerminal) return;
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}

/** Exits at once, after showing the cursor that a progress bar has hidden. */
function leave(exitCode: number): never {
  if (process.stdout.isTTY) process.stdout.write(`${SHOW_CURSOR}${WRAP_LINES}\n`);
  process.exit(exitCode);
}
