import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Experiment } from './experiment.js';
import { renderResults } from './render-results.js';
import type { ExperimentResult } from './run-experiment.js';

/**
 * Writes a result to `results/NAME.json` of a folder, in place of an earlier one, and `RESULTS.md`
 * from all that are there.
 */
export function writeResult(
  folder: string,
  experiments: Readonly<Record<string, Experiment>>,
  result: ExperimentResult,
): void {
  const results = join(folder, 'results');
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, `${result.name}.json`), `${JSON.stringify(result, undefined, 2)}\n`);
  writeFileSync(join(folder, 'RESULTS.md'), renderResults(experiments, readResults(folder)));
}

/** The results in a folder, as `writeResult` left them. */
export function readResults(folder: string): readonly ExperimentResult[] {
  const results = join(folder, 'results');
  return readdirSync(results)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(join(results, file), 'utf8')) as ExperimentResult);
}
