import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { seeded } from '@tbptt/core';
import { decodeCheckpoint } from '@tbptt/rnn/checkpoint';
import { mainProgram } from './child-program.js';

/** The moment at which a process was killed. */
export type Moment = 'before training' | 'between two saves' | 'while a file was written' | 'after training';

/** What kills have left behind. */
export interface Kills {
  /** The number of kills at each moment. */
  readonly moments: Record<Moment, number>;
  /** After how many kills there was no checkpoint, or a whole one of which the best was beside it. */
  absent: number;
  whole: number;
  /** What was wrong, if anything: a file that is not whole, is gone, or is older than it was. */
  readonly broken: string[];
  /** Runs that were continued after every kill until they ended, and the most kills of one. */
  runs: number;
  mostOfOneRun: number;
  /** Of these, those whose files are those of the run that was never killed, byte for byte. */
  same: number;
}

/** What is killed. */
export interface KillOptions {
  readonly kills: number;
  /** An empty folder for the files of the runs. */
  readonly folder: string;
  /** The arguments of a run, without its file. */
  readonly args: readonly string[];
  /** The files of the run that was never killed: the last checkpoint and the best. */
  readonly expected: readonly Uint8Array[];
  readonly seed: number;
}

/** A kill may come up to so long after the start of a process, or after training has begun. */
const MOST_DELAY = { start: 350, training: 120 }; // ms

/**
 * Kills a process that trains and saves at random moments, and continues its run each time, until it
 * has killed that often and the last run has ended.
 */
export async function killRuns({ kills, folder, args, expected, seed }: KillOptions): Promise<Kills> {
  const random = seeded(seed);
  const file = join(folder, 'run.safetensors');
  const best = join(folder, 'run.best.safetensors');
  const moments = {
    'before training': 0,
    'between two saves': 0,
    'while a file was written': 0,
    'after training': 0,
  };
  const found: Kills = { moments, absent: 0, whole: 0, broken: [], runs: 0, mostOfOneRun: 0, same: 0 };
  let killed = 0;
  let killedOfRun = 0;
  /** The updates of the checkpoint that was there last. */
  let reached = 0;
  while (killed < kills || reached > 0) {
    const resuming = existsSync(file);
    const fromStart = random.float() < 0.25;
    const delay = random.float() * (fromStart ? MOST_DELAY.start : MOST_DELAY.training);
    const ran = await runAndKill(
      resuming ? ['charlm', '--resume', file, '--sample', '0', '--json'] : [...args, '--save', file],
      killed < kills ? { delay, fromStart } : undefined,
    );
    if (ran.exitCode === 0) {
      const files = [file, best].map((path) => readFileSync(path));
      const same = files.every((bytes, index) => bytes.equals(expected[index] ?? new Uint8Array()));
      found.runs++;
      found.mostOfOneRun = Math.max(found.mostOfOneRun, killedOfRun);
      if (same) found.same++;
      for (const path of [file, best]) rmSync(path);
      killedOfRun = 0;
      reached = 0;
      continue;
    }
    if (!ran.wasKilled) throw new Error(`the program has ended with ${ran.exitCode}: ${ran.err}`);
    killed++;
    killedOfRun++;
    moments[momentOf(ran.out, file)]++;
    const after = checkpointIn(file, found);
    const beside = existsSync(best) ? checkpointIn(best, found) : 0;
    if (after < reached) found.broken.push(`the checkpoint after ${reached} steps is one after ${after}`);
    if (beside > 0 && after === 0) found.broken.push('the best checkpoint is there without the last');
    if (after === 0) found.absent++;
    else found.whole++;
    reached = after;
  }
  return found;
}

/** Runs the program and kills it. `kill` says after how many milliseconds, and from when. */
function runAndKill(
  args: readonly string[],
  kill: { readonly delay: number; readonly fromStart: boolean } | undefined,
): Promise<{ exitCode: number | null; wasKilled: boolean; out: string; err: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [mainProgram, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    let timer: NodeJS.Timeout | undefined;
    const schedule = (): void => {
      if (kill !== undefined) timer ??= setTimeout(() => child.kill('SIGKILL'), kill.delay);
    };
    if (kill?.fromStart === true) schedule();
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      out += piece;
      if (/"report":"(model|resumed)"/.test(out)) schedule();
    });
    child.stderr.setEncoding('utf8').on('data', (piece: string) => {
      err += piece;
    });
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      clearTimeout(timer);
      resolve({ exitCode, wasKilled: signal === 'SIGKILL', out, err });
    });
  });
}

/** The moment of a kill, by what the process had said and left. */
function momentOf(out: string, file: string): Moment {
  if (readdirSync(dirname(file)).some((name) => name.endsWith('.tmp'))) return 'while a file was written';
  if (!out.includes('"report":"model"')) return 'before training';
  return out.includes('"report":"saved"') ? 'after training' : 'between two saves';
}

/** Returns the number of updates of a checkpoint; 0 if there is none. */
function checkpointIn(file: string, found: Kills): number {
  if (!existsSync(file)) return 0;
  try {
    const { metadata } = decodeCheckpoint(readFileSync(file));
    return Number(metadata['steps']);
  } catch (error) {
    found.broken.push(`${file} is not whole: ${String(error)}`);
    return 0;
  }
}
