import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../program.js';
import { type TestHost, testHost } from './test-host.js';

/** What a run left behind. */
export interface Ran {
  readonly exitCode: number;
  readonly host: TestHost;
}

/** Runs the program with the arguments, on a host of its own if none is given. */
export async function runWith(args: readonly string[], host: TestHost = testHost()): Promise<Ran> {
  return { exitCode: await run(args, host), host };
}

/** A folder for the files of a test file. */
export class TestFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'tbptt-cli-'));

  /** The path of a file in it, written with `content` if that is given. */
  file(name: string, content?: string | Uint8Array): string {
    const path = join(this.path, name);
    if (content !== undefined) writeFileSync(path, content);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A text of 2,500 characters that is soon learned. */
export const SMALL_TEXT = 'the rain in spain stays mainly in the plain. '.repeat(56).slice(0, 2500);

/** The options of a small training. Of its settings none follows from the text. */
export const SMALL_SETTINGS: readonly string[] = [
  ...'--hidden 8 --embedding 0 --batch 4 --window 16 --sample 20 --seed 3'.split(' '),
  ...'--learning-rate 0.01 --schedule linear --decay 0.1 --weight-decay 0 --clip 5 --dropout 0'.split(' '),
];

/** The options of a run that takes a moment. */
export const SMALL_RUN: readonly string[] = [...SMALL_SETTINGS, '--steps', '5'];

/** The lines of JSON that a run has written. */
export function reportsOf({ host }: Ran): Record<string, unknown>[] {
  return host.out.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The report of that name. */
export function reportOf(ran: Ran, name: string): Record<string, unknown> {
  const found = reportsOf(ran).find(({ report }) => report === name);
  if (found === undefined) throw new Error(`there is no report '${name}' in ${ran.host.out.text}`);
  return found;
}
