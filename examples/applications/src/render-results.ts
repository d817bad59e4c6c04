import { type Application, isReached, type Measure } from './application.js';
import type { Recording } from './record.js';

const HEAD = `# Results on real data

Written by \`pnpm applications\`, an application at a time. Below the table each has a link to its page, on which
one sees what the network does. Times are those of one processor.`;

/** The recordings as a document: one table of all that was measured, and how below it. */
export function renderResults(
  applications: Readonly<Record<string, Application>>,
  recordings: readonly Recording[],
): string {
  const known = Object.entries(applications).flatMap(([name, application]) => {
    const recording = recordings.find((one) => one.name === name);
    return recording === undefined ? [] : [{ application, recording }];
  });
  const head = ['application', 'what', 'reached', 'wanted', '', 'seconds'];
  const rows = known.flatMap(({ application: { title }, recording: { measures } }) =>
    measures.map((measure, i) => [i === 0 ? title : '', ...cellsOf(measure)]),
  );
  const align = ['---', '---', '---:', '---:', '---', '---:'];
  const table = [head, align, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return `${[HEAD, table, ...known.map(chapter)].join('\n\n')}\n`;
}

/** A table with a row for each application: what ours reach, and what stands beside them. */
export function renderSummary(
  applications: Readonly<Record<string, Application>>,
  recordings: readonly Recording[],
): string {
  const rows = Object.entries(applications).flatMap(([name, { title, page }]) => {
    const measures = recordings.find((one) => one.name === name)?.measures;
    if (measures === undefined) return [];
    const of = (isOurs: boolean) =>
      measures
        .filter(({ kind }) => (kind === 'ours') === isOurs)
        .map((measure) => `${measure.name} ${shown(measure)}`)
        .join('; ');
    return [`| [${title}](docs/applications/${page}.md) | ${of(true)} | ${of(false)} |`];
  });
  return ['| application | reached on held-out data | beside it |', '| --- | --- | --- |', ...rows].join(
    '\n',
  );
}

function cellsOf(measure: Measure): readonly string[] {
  const { name, kind, atLeast, atMost, unit, seconds } = measure;
  const wanted = atLeast ?? atMost;
  const reached = isReached(measure);
  return [
    kind === 'ours' ? `**${name}**` : `${name}${kind === 'published' ? ' (published)' : ''}`,
    shown(measure),
    wanted === undefined ? '' : `${atLeast === undefined ? 'at most' : 'at least'} ${wanted}${unit}`,
    reached === undefined ? '' : reached ? 'met' : '**missed**',
    seconds === undefined ? '' : String(Math.round(seconds)),
  ];
}

/** A number and its unit, by default with as many digits as its size asks for. */
export function shown({
  value,
  unit,
  digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2,
}: Pick<Measure, 'value' | 'unit' | 'digits'>): string {
  return `${value.toFixed(digits)}${unit}`;
}

function chapter({
  application: { title, page, data },
  recording: { name, seed, measures, node, kernels, processor },
}: {
  readonly application: Application;
  readonly recording: Recording;
}): string {
  const how = measures.flatMap(({ name, how }) => (how === undefined ? [] : [`- ${name}: ${how}`]));
  const command = `\`pnpm applications ${name} --seed ${seed}\`, Node ${node.replace('v', '')}, ${kernels} kernels, ${processor}`;
  return [
    `## ${title}`,
    `Data: ${data}. [Its page](../docs/applications/${page}.md).`,
    ...(how.length > 0 ? [how.join('\n')] : []),
    command,
  ].join('\n\n');
}
