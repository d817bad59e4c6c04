import type { Experiment } from './experiment.js';
import { formatted } from './format.js';
import { markdownTable } from './markdown-table.js';
import { mean } from './mean.js';
import type { ContenderResult, ExperimentResult, Trial } from './run-experiment.js';

/** The results of all experiments as a Markdown document; an experiment that was not run has no chapter. */
export function renderResults(
  experiments: Readonly<Record<string, Experiment>>,
  results: readonly ExperimentResult[],
): string {
  const chapters = Object.entries(experiments).flatMap(([name, experiment]) => {
    const result = results.find((each) => each.name === name);
    return result === undefined ? [] : [chapter(experiment, result)];
  });
  const head = '# Results\n\nWritten by `pnpm learn`. What each experiment shows: [README.md](README.md).';
  return `${[head, ...chapters].join('\n\n')}\n`;
}

function chapter(
  experiment: Experiment,
  { command, node, variant, processor, contenders }: ExperimentResult,
): string {
  const { title, task, criterion, unit, budget } = experiment;
  return [
    `## ${title}`,
    task,
    `Success: ${criterion} At most ${formatted(budget)} ${unit}.`,
    summary(unit, contenders),
    contenders.map(({ name, settings }) => `- ${name}: ${settings}`).join('\n'),
    ...contenders.map(({ name, trials }) => trialTable(name, unit, trials)),
    `\`${command}\`, Node ${node.replace('v', '')}, ${variant} kernels, ${processor}`,
  ].join('\n\n');
}

function summary(unit: string, contenders: readonly ContenderResult[]): string {
  const head = [
    'contender',
    'successes',
    `${unit}, mean`,
    'least',
    'most',
    ...measureNames(contenders),
    'CPU seconds',
  ];
  const rows = contenders.map(({ name, trials }) => {
    const seen = trials.map((trial) => trial.seen);
    return [
      name,
      `${trials.filter(({ success }) => success).length} of ${trials.length}`,
      ...[mean(seen), Math.min(...seen), Math.max(...seen)].map((count) => formatted(count)),
      ...measureNames(contenders).map((measure) =>
        formatted(mean(trials.map(({ measures }) => measures[measure] ?? Number.NaN))),
      ),
      formatted(mean(trials.map(({ seconds }) => seconds)), 2),
    ];
  });
  return markdownTable(head, rows);
}

function trialTable(name: string, unit: string, trials: readonly Trial[]): string {
  const names = Object.keys(trials[0]?.measures ?? {});
  const head = [`${name}, seed`, 'success', unit, ...names, 'CPU seconds'];
  const rows = trials.map(({ seed, success, seen, measures, seconds }) => [
    String(seed),
    success ? 'yes' : 'no',
    formatted(seen),
    ...names.map((measure) => formatted(measures[measure] ?? Number.NaN)),
    formatted(seconds, 2),
  ]);
  return markdownTable(head, rows);
}

function measureNames(contenders: readonly ContenderResult[]): readonly string[] {
  return Object.keys(contenders[0]?.trials[0]?.measures ?? {});
}
