import { closeSync, openSync, writeSync } from 'node:fs';
import { reasonOf } from '@tbptt/core/node';
import { EventFile } from '@tbptt/tensorboard/node';
import { CliError, codeOf, UsageError } from '../errors.js';
import { STANDARD_INPUT, sameFile } from '../files/file-identity.js';
import type { RunObserver } from '../language-model/observer.js';
import type { NamedFile } from '../save-file.js';
import type { Reporter } from '../ui/reports.js';
import { EventObserver } from './event-observer.js';
import { type LineFile, LogObserver } from './log-observer.js';

/** Where a run is recorded. */
export interface RecordPlan {
  /** A folder for event files of TensorBoard. */
  readonly tensorboard?: string | undefined;
  /** A file that lines of JSON are added to. */
  readonly log?: string | undefined;
  /** The files that the command reads and writes, which a log must not change. */
  readonly others: readonly (NamedFile | undefined)[];
}

/**
 * Returns the observers that record a run. Files are opened when the run begins, after everything
 * has been checked. If a file can no longer be written, a notice says so once, and the run
 * continues.
 *
 * @throws UsageError if the log is a file that the command reads or writes.
 * @throws CliError at the beginning of the run, if a record cannot be written.
 */
export async function recordsOf(
  { tensorboard, log, others }: RecordPlan,
  terminal: Pick<Reporter, 'notice'>,
): Promise<readonly RunObserver[]> {
  const observers: RunObserver[] = [];
  // The folder first: the log may be in it.
  if (tensorboard !== undefined) {
    observers.push(
      new EventObserver(() => {
        const events = attempt(tensorboard, () => new EventFile(tensorboard));
        const add: EventFile['add'] = guarded(tensorboard, terminal, (...given) => events.add(...given));
        return { add, close: () => events.close() };
      }),
    );
  }
  if (log !== undefined) {
    await requireOther(log, others);
    observers.push(
      new LogObserver(() => {
        const fd = attempt(log, () => openSync(log, 'a'));
        const write: LineFile['write'] = guarded(log, terminal, (line: string) => writeAll(fd, line));
        return { write, close: () => closeSync(fd) };
      }),
    );
  }
  return observers;
}

async function requireOther(log: string, others: readonly (NamedFile | undefined)[]): Promise<void> {
  const option = '--log <file>';
  if (log === STANDARD_INPUT) {
    throw new UsageError(
      `option '${option}' argument '-' is invalid. For lines of JSON on standard output give --json; a file of that name is "./-".`,
    );
  }
  for (const other of others) {
    if (other === undefined || !(await sameFile(log, other.file))) continue;
    throw new UsageError(
      `options '${other.option}' and '${option}' name the same file, ${JSON.stringify(log)}; the log would be written into it.`,
    );
  }
}

function attempt<T>(place: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw new CliError(`cannot write ${JSON.stringify(place)}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Returns a writer that gives up, with a notice, once it fails. */
function guarded<Args extends readonly unknown[]>(
  place: string,
  terminal: Pick<Reporter, 'notice'>,
  write: (...args: Args) => void,
): (...args: Args) => void {
  let failed = false;
  return (...args) => {
    if (failed) return;
    try {
      write(...args);
    } catch (error) {
      if (codeOf(error) === undefined) throw error;
      failed = true;
      terminal.notice(
        `cannot write ${JSON.stringify(place)} any more: ${reasonOf(error)} The run continues without it.`,
      );
    }
  };
}

function writeAll(fd: number, line: string): void {
  const bytes = Buffer.from(line);
  for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
}
