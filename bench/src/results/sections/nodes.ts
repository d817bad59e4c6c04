import { median } from '../../measure.js';
import { rounded } from '../../rounded.js';
import type { Entrant, Reached } from '../laboratory.js';
import { table, three } from '../markdown.js';
import { section } from '../section.js';
import { verdict } from '../targets.js';

const CASES = ['S1', 'S2', 'S3', 'G1'];

const COLUMNS: readonly { readonly title: string; readonly entrant: Omit<Entrant, 'case'> }[] = [
  { title: 'Node 24, relaxed', entrant: { node: '24', variant: 'relaxed' } },
  { title: 'Node 24, strict', entrant: { node: '24', variant: 'strict' } },
  { title: 'Node 24, wide', entrant: { node: '24', variant: 'relaxed', wide: true } },
  { title: 'Node 20, relaxed', entrant: { node: '20', variant: 'relaxed' } },
  { title: 'Node 20, strict', entrant: { node: '20', variant: 'strict' } },
];

interface Row {
  readonly case: string;
  /**
   * By the titles of the columns: characters per second, and the median of the ratios to the first
   * column, round by round.
   */
  readonly figures: Readonly<Record<string, { readonly value: number; readonly ratio: number }>>;
}

/** The same on other Nodes and kernels. */
export const nodes = section<{ readonly rows: readonly Row[] }>({
  name: 'nodes',
  title: 'Node 20 and 24, strict and relaxed',
  measure: async (lab) => {
    const rows = [];
    for (const name of CASES) {
      const reached = await lab.turns(COLUMNS.map(({ entrant }) => ({ case: name, ...entrant })));
      const first = reached[0];
      const figures = COLUMNS.flatMap(({ title, entrant }) => {
        const found = reached.find((one) => sameKind(one, entrant));
        if (found === undefined || first === undefined) return [];
        const ratios = found.rates.map((rate, round) => rate / (first.rates[round] ?? Number.NaN));
        return [[title, { value: rounded(median(found.rates)), ratio: rounded(median(ratios)) }] as const];
      });
      rows.push({ case: name, figures: Object.fromEntries(figures) });
    }
    return { rows };
  },
  render: ({ rows }) => [
    'Characters per second, and in brackets the share of the first column, in turns.',
    '',
    ...table([
      ['case', ...COLUMNS.map(({ title }) => title)],
      ...rows.map(({ case: name, figures }) => [
        name,
        ...COLUMNS.map(({ title }) => {
          const figure = figures[title];
          return figure === undefined
            ? '-'
            : `${figure.value.toLocaleString('en-US')} (${three(figure.ratio)})`;
        }),
      ]),
    ]),
    '',
    ...[
      { title: 'Node 20, relaxed', least: 0.75 },
      { title: 'Node 20, strict', least: 0.65 },
    ].map(({ title, least }) =>
      verdict(
        `${title} at ${least} of Node 24, relaxed`,
        rows.every(({ figures }) => (figures[title]?.ratio ?? 0) >= least),
      ),
    ),
  ],
});

function sameKind(one: Reached, { node, variant, wide }: Omit<Entrant, 'case'>): boolean {
  return one.node === node && one.variant === variant && one.wide === wide;
}
