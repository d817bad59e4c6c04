import type { Experiment } from './experiment.js';
import { formatted } from './format.js';
import { markdownTable } from './markdown-table.js';
import { mean } from './mean.js';
import type { ContenderResult, ExperimentResult } from './run-experiment.js';

/** The tasks that the literature has figures for, as a table: what it has, and what our networks came to. */
export function renderLiterature(
  experiments: Readonly<Record<string, Experiment>>,
  results: readonly ExperimentResult[],
): string {
  const rows = Object.entries(experiments).flatMap(([name, { title, unit, literature }]) => {
    const contenders = results.find((each) => each.name === name)?.contenders;
    if (literature === undefined || contenders === undefined) return [];
    const published = literature.published.map(({ result, source }) => `${result} (${source})`);
    const ours = contenders.map(
      (contender) => `${contender.name}: ${cameTo(contender, unit, literature.measure)}`,
    );
    return [[title, published.join('; '), ours.join('; ')]];
  });
  return markdownTable(['task', 'published', 'here'], rows, ['---', '---', '---']);
}

/** `30 of 30 seeds, 10,060 sequences (5,200 to 16,140)`, or the mean of the task's measure. */
function cameTo({ trials }: ContenderResult, unit: string, measure: string | undefined): string {
  const seeds = trials.length === 1 ? '1 seed' : `${trials.length} seeds`;
  if (measure !== undefined) {
    const values = trials.map(({ measures }) => measures[measure] ?? Number.NaN);
    return `${formatted(mean(values), 3)} ${measure}, ${seeds}${range(values, 3)}`;
  }
  const seen = trials.filter(({ success }) => success).map((trial) => trial.seen);
  const needed = seen.length === 0 ? '' : `, ${formatted(mean(seen))} ${unit}${range(seen)}`;
  return `${seen.length} of ${seeds}${needed}`;
}

/** ` (5,200 to 16,140)`; nothing for a single number. */
function range(values: readonly number[], digits?: number): string {
  if (values.length < 2) return '';
  return ` (${formatted(Math.min(...values), digits)} to ${formatted(Math.max(...values), digits)})`;
}
