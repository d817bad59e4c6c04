import { constants } from 'node:os';
import type { Writable } from 'node:stream';
import { codeOf } from './errors.js';
import { Interruption } from './interruption.js';

/** A stream that may be a terminal. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** What the commands need of the world; tests put their own in its place. */
export interface Host {
  /** Reports. */
  readonly out: Output;
  /** Errors. */
  readonly err: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly interruption: Interruption;
  /** Milliseconds since some moment. */
  now(): number;
}

const SHOW_CURSOR = '\x1b[?25h';
const WRAP_LINES = '\x1b[?7h';

/** What a shell expects of a program that a signal has stopped. */
const exitCodes = { SIGINT: 128 + constants.signals.SIGINT, SIGTERM: 128 + constants.signals.SIGTERM };
const CLOSED_PIPE = 128 + 13; // SIGPIPE, which has no number on Windows

/**
 * The process as host. The first Ctrl-C (or SIGTERM) asks to stop, the second exits at once; a reader that has gone away (`| head`)
 * is a wish to stop too.
 */
export function hostOfProcess(): Host {
  const interruption = new Interruption();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (interruption.requested) leave(exitCodes[signal]);
      interruption.request(exitCodes[signal]);
    });
  }
  process.stdout.on('error', (error) => {
    if (codeOf(error) !== 'EPIPE') throw error;
    interruption.request(CLOSED_PIPE);
  });
  return {
    out: process.stdout,
    err: process.stderr,
    env: process.env,
    interruption,
    now: () => performance.now(),
  };
}

/** Exits at once, the terminal as it was before a progress bar hid its cursor. */
function leave(exitCode: number): never {
  if (process.stdout.isTTY) process.stdout.write(`${SHOW_CURSOR}${WRAP_LINES}\n`);
  process.exit(exitCode);
}
