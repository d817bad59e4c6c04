import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { kernels } from '@tbptt/core';
import { tableUnder } from '@tbptt/learning';
import type { Application, Measure, Outcome } from './application.js';
import { renderResults, renderSummary } from './render-results.js';

/** A run of an application, as it is kept. */
export interface Recording {
  readonly name: string;
  readonly seed: number;
  readonly measures: readonly Measure[];
  readonly node: string;
  readonly kernels: string;
  readonly processor: string;
}

/** The folder that holds `RESULTS.md`, `results` and `pictures`; the README of the repository is above it. */
type Folder = string;

/** Where the README has the summary, from a heading to the next. */
export const SUMMARY = tableUnder('## On real data');

/**
 * Keeps what a run came to: `results/NAME.json`, `pictures/NAME.svg`, and `RESULTS.md` and the
 * table of the README from all recordings that are there.
 */
export function record(
  folder: Folder,
  applications: Readonly<Record<string, Application>>,
  name: string,
  seed: number,
  { measures, picture }: Outcome,
): void {
  const recording: Recording = {
    name,
    seed,
    measures,
    node: process.version,
    kernels: kernels.variant,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
  };
  for (const part of ['results', 'pictures']) mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'results', `${name}.json`), `${JSON.stringify(recording, undefined, 2)}\n`);
  writeFileSync(join(folder, 'pictures', `${name}.svg`), picture);
  writeResults(folder, applications);
}

/** Writes the tables of all recordings that are there. */
function writeResults(folder: Folder, applications: Readonly<Record<string, Application>>): void {
  const recordings = recordingsIn(folder);
  writeFileSync(join(folder, 'RESULTS.md'), renderResults(applications, recordings));
  const readme = join(folder, '..', 'README.md');
  if (!existsSync(readme)) return;
  const text = readFileSync(readme, 'utf8');
  writeFileSync(
    readme,
    text.replace(SUMMARY, () => renderSummary(applications, recordings)),
  );
}

/** The recordings in a folder, as `record` left them. */
export function recordingsIn(folder: Folder): readonly Recording[] {
  const results = join(folder, 'results');
  return readdirSync(results)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(join(results, file), 'utf8')) as Recording);
}
