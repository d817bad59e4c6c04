import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/**
 * The program that `pnpm build` made, since a process cannot run the sources; `pnpm test` builds
 * first.
 */
export const mainProgram = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export const isBuilt = existsSync(mainProgram);

/** The built program as words of a shell. */
export const program = `'${process.execPath}' '${mainProgram}'`;

/** The end of a process. */
export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** How a process is started. */
export interface StartOptions {
  /** Called with the output as it grows. */
  readonly watch?: (out: string, child: ChildProcess) => void;
  /** Standard input, output and error. Default: nothing, and two pipes that are read. */
  readonly stdio?: StdioOptions;
  /** Called at the beginning, with the process. */
  readonly begin?: (child: ChildProcess) => void;
}

/**
 * Sends a signal as soon as the process listens to it, and has had the time to begin what comes
 * after that.
 */
export async function signalWhenReady(
  child: ChildProcess,
  signal: 'SIGHUP' | 'SIGINT' | 'SIGTERM',
): Promise<void> {
  // Node itself listens to the other two from its start.
  const bit = 1n << BigInt(constants.signals.SIGHUP - 1);
  for (let waited = 0; waited < 20_000; waited += 50) {
    await sleep(50);
    if (!existsSync('/proc/self/status') ? waited >= 3000 : (caughtBy(child) & bit) !== 0n) break;
  }
  await sleep(300);
  child.kill(signal);
}

/** The signals that a process listens to, on Linux. */
function caughtBy(child: ChildProcess): bigint {
  try {
    const [, mask = '0'] =
      /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
    return BigInt(`0x${mask}`);
  } catch {
    return ~0n; // it has ended
  }
}

/** Runs the built program. */
export function start(args: readonly string[], options: StartOptions = {}): Promise<Finished> {
  return startCommand(process.execPath, [mainProgram, ...args], options);
}

/** Runs a line of the shell in which `tbptt` is the built program. */
export function startShell(line: string, options: StartOptions = {}): Promise<Finished> {
  const script = `tbptt() { ${program} "$@"; }; ${line}`;
  return startCommand('bash', ['-c', script], options);
}

/** Whether a process has a group of its own here, so that it can be ended with all it has started. */
const ownGroup = process.platform !== 'win32';

/**
 * Ends a process, and those that it has started, when the test is over. A test that fails would
 * otherwise leave a training behind that nobody stops.
 */
export function endWithTest(child: ChildProcess): void {
  onTestFinished(() => {
    const { pid } = child;
    if (pid === undefined) return;
    try {
      process.kill(ownGroup ? -pid : pid, 'SIGKILL');
    } catch {
      // it has ended
    }
  });
}

/** Ends the process whose number a file holds, if it runs. */
export function killIfRunning(file: string): void {
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  if (!(pid > 0)) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended
  }
}

function startCommand(
  command: string,
  args: readonly string[],
  { watch, begin, stdio = ['ignore', 'pipe', 'pipe'] }: StartOptions,
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio, detached: ownGroup });
    endWithTest(child);
    let out = '';
    let err = '';
    child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      out += piece;
      watch?.(out, child);
    });
    child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
      err += piece;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    begin?.(child);
  });
}
