import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Experiment } from './experiment.js';
import { tableUnder } from './markdown-table.js';
import { renderLiterature } from './render-literature.js';
import { renderResults } from './render-results.js';
import type { ExperimentResult } from './run-experiment.js';

/** The folder of this package, from its sources and from what is built of them. */
export const FOLDER = fileURLToPath(new URL('..', import.meta.url));

/** The page of the site with the table beside the literature, from the folder of the results. */
const PAGE = join('..', '..', 'docs', 'applications', 'sequence-classics.md');

/** Where that page has the table. */
export const LITERATURE = tableUnder('## Beside the literature');

/**
 * Writes a result to `results/NAME.json` of a folder, in place of an earlier one, and `RESULTS.md`
 * from all that are there. Where the folder is that of this repository, the table beside the
 * literature is written too.
 */
export function writeResult(
  folder: string,
  experiments: Readonly<Record<string, Experiment>>,
  result: ExperimentResult,
): void {
  const results = join(folder, 'results');
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, `${result.name}.json`), `${JSON.stringify(result, undefined, 2)}\n`);
  const all = readResults(folder);
  writeFileSync(join(folder, 'RESULTS.md'), renderResults(experiments, all));
  const page = join(folder, PAGE);
  if (!existsSync(page)) return;
  const text = readFileSync(page, 'utf8');
  writeFileSync(
    page,
    text.replace(LITERATURE, () => renderLiterature(experiments, all)),
  );
}

/** The results in a folder, as `writeResult` left them. Default: those of this package. */
export function readResults(folder: string = FOLDER): readonly ExperimentResult[] {
  const results = join(folder, 'results');
  return readdirSync(results)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(join(results, file), 'utf8')) as ExperimentResult);
}
