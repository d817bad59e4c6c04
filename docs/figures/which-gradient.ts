import { readFileSync } from 'node:fs';
import { gradientHeading, gradientLine } from '../../examples/src/gradient-table.js';
import type { GradientReport } from '../../examples/src/which-gradient.js';
import { colors, linePlot } from './line-plot.js';

/** The ways to a gradient, measured by `pnpm example which-gradient --json`. */
interface Table {
  readonly hidden: number;
  readonly draws: number;
  readonly rows: readonly GradientReport[];
}

/** What was measured, as the table and the figure of the guide show it. */
const measured = JSON.parse(
  readFileSync(new URL('which-gradient.json', import.meta.url), 'utf8'),
) as readonly Table[];

/** The tables of the guide. */
export function gradientTables(): string {
  return measured
    .map((table) => [gradientHeading(table), ...table.rows.map(gradientLine)].join('\n'))
    .join('\n\n');
}

/** Errors below are drawn here: they are those of rounding. */
const FLOOR = 1e-3;
/** A gradient that is drawn has its deviation as an error, too; that of its bias is the noise of the mean. */
const errorOf = ({ bias, deviation }: GradientReport): number =>
  Math.max(FLOOR, deviation > 0 ? deviation : bias);

/** A color for each kind of way, and where its name is, in pixels from the point of the larger network. */
const SHOWN: Readonly<
  Record<string, { readonly color: string; readonly offset: readonly [number, number] }>
> = {
  'full BPTT': { color: colors.blue, offset: [-8, -8] },
  'byteBudget(least)': { color: colors.blue, offset: [6, -8] },
  'TBPTT(1, 1)': { color: colors.orange, offset: [-8, 14] },
  'TBPTT(16, 16)': { color: colors.orange, offset: [-8, 16] },
  'adaptive(0.1)': { color: colors.orange, offset: [8, 12] },
  'randomTruncation(16)': { color: colors.green, offset: [8, -4] },
  rtrl: { color: colors.blue, offset: [8, -8] },
  'snap(1)': { color: colors.orange, offset: [8, 2] },
  eprop: { color: colors.orange, offset: [2, 18] },
  uoro: { color: colors.green, offset: [8, 4] },
  kroneckerFactored: { color: colors.green, offset: [8, 4] },
};

/** The error of a single gradient over the time of a step; a line leads from H = 32 to H = 128. */
export function whichGradientFigure(): string {
  const ways = Object.entries(SHOWN).map(([name, shown]) => {
    const rows = measured.flatMap(({ rows }) => rows.filter((row) => row.name.split(':')[0] === name));
    return { name, ...shown, points: rows.map((row) => [row.microseconds, errorOf(row)] as const) };
  });
  return linePlot({
    description:
      'The relative error of a single gradient over the time of a step: exact gradients are cheap back in time and dear forward, cheap ones forward are biased or noisy.',
    x: {
      label: 'microseconds of a step',
      domain: [1, 1e6],
      logarithmic: true,
      ticks: [1, 10, 100, 1e3, 1e4, 1e5, 1e6],
    },
    y: {
      label: 'relative error of a gradient',
      domain: [FLOOR, 100],
      logarithmic: true,
      ticks: [0.001, 0.01, 0.1, 1, 10, 100],
    },
    lines: ways.map(({ points, color }) => ({ label: '', points, color })),
    marks: ways.flatMap(({ name, points, color, offset }) =>
      points.map((at, index) => ({ at, label: index === points.length - 1 ? name : '', color, offset })),
    ),
  });
}
