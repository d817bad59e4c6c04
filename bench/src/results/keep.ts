import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { BENCH, RESULTS } from '../places.js';

/** A result with what it was measured on. */
export interface Kept<Data> {
  /** `2026-11-22` */
  readonly date: string;
  readonly commit: string;
  readonly cpu: string;
  /** The Node of all that asked for no other: `24.21.0`. */
  readonly node: string;
  /** The least share of its time for which any of the processes had a processor. */
  readonly cpuShare: number;
  readonly data: Data;
}

/** Keeps a result under a name such as `scaling` or `peers/S1`. */
export function keep(
  name: string,
  data: object,
  about: Pick<Kept<object>, 'node' | 'cpuShare'>,
  folder = RESULTS,
): void {
  const path = pathOf(name, folder);
  const kept: Kept<object> = {
    date: new Date().toISOString().slice(0, 10),
    commit: commitOf(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    ...about,
    data,
  };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(kept, null, 2)}\n`);
}

/** A result that was kept, of the shape that its section gives it; undefined if there is none. */
export function kept<Data>(name: string, folder = RESULTS): Kept<Data> | undefined {
  const path = pathOf(name, folder);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Kept<Data>) : undefined;
}

function pathOf(name: string, folder: string): string {
  return join(folder, `${name}.json`);
}

/** The commit that is measured: what it does, the packages and the benchmark, as they are on disk. */
function commitOf(): string {
  try {
    const git = (...words: string[]) => execFileSync('git', words, { cwd: BENCH, encoding: 'utf8' }).trim();
    const changed = git('status', '--porcelain', '--', '../packages/*/src', 'src', 'peers') !== '';
    return `${git('rev-parse', '--short=10', 'HEAD')}${changed ? ' and changes' : ''}`;
  } catch {
    return 'unknown';
  }
}
