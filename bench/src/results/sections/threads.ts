import { median } from '../../measure.js';
import { rounded } from '../../rounded.js';
import type { Emulation } from '../../task.js';
import { table, three } from '../markdown.js';
import { section } from '../section.js';
import { verdict } from '../targets.js';

const THREADS = 2;

/** On which kernels and which Node, by what the table calls them. */
const KINDS = {
  relaxed: { variant: 'relaxed' },
  wide: { variant: 'relaxed', wide: true },
  'strict, Node 20': { variant: 'strict', node: '20' },
} as const;

/** The cases, and the least ratio that is aimed at. */
const ENTRIES: readonly {
  readonly case: string;
  readonly kind: keyof typeof KINDS;
  readonly least: number;
}[] = [
  { case: 'S1', kind: 'relaxed', least: 0.98 },
  { case: 'S2', kind: 'relaxed', least: 1.8 },
  { case: 'S3', kind: 'relaxed', least: 1.88 },
  { case: 'S4', kind: 'relaxed', least: 1.88 },
  { case: 'G1', kind: 'relaxed', least: 1.8 },
  { case: 'M1', kind: 'relaxed', least: 1.6 },
  { case: 'X1', kind: 'relaxed', least: 0.98 },
  { case: 'I1', kind: 'relaxed', least: 0.98 },
  { case: 'S2', kind: 'wide', least: 1.82 },
  { case: 'S3', kind: 'wide', least: 1.82 },
  { case: 'S4', kind: 'wide', least: 1.82 },
  { case: 'M1', kind: 'wide', least: 1.5 },
  { case: 'S2', kind: 'strict, Node 20', least: 1.8 },
  { case: 'S3', kind: 'strict, Node 20', least: 1.8 },
  { case: 'G1', kind: 'strict, Node 20', least: 1.8 },
];

interface Row {
  readonly case: string;
  readonly kind: keyof typeof KINDS;
  /** Per second, with one thread and with two. */
  readonly one: number;
  readonly two: number;
  /** The ratios of the rounds: their median, the least and the greatest. */
  readonly ratio: number;
  readonly min: number;
  readonly max: number;
}

/** The cases that are emulated, and the numbers of threads. */
const EMULATED = { cases: ['S2', 'S3', 'G1', 'M1'], threads: [2, 4, 8] } as const;

interface Emulated {
  readonly case: string;
  /** The ratio to one thread for each number of threads. */
  readonly ratios: readonly number[];
}

/** Two threads beside one. */
export const threads = section<{ readonly rows: readonly Row[]; readonly emulated: readonly Emulated[] }>({
  name: 'threads',
  title: 'Two threads',
  measure: async (lab) => {
    const rows: Row[] = [];
    for (const { case: name, kind } of ENTRIES) {
      const entrant = { case: name, ...KINDS[kind] };
      const [one, two] = await lab.turns([
        { ...entrant, threads: 1 },
        { ...entrant, threads: THREADS },
      ]);
      if (one === undefined || two === undefined) continue;
      const ratios = two.rates.map((rate, round) => rate / (one.rates[round] ?? Number.NaN));
      rows.push({
        case: name,
        kind,
        one: rounded(median(one.rates)),
        two: rounded(median(two.rates)),
        ratio: rounded(median(ratios)),
        min: rounded(Math.min(...ratios)),
        max: rounded(Math.max(...ratios)),
      });
    }
    const emulated: Emulated[] = [];
    for (const name of EMULATED.cases) {
      const ratios: number[] = [];
      for (const count of EMULATED.threads) {
        const task = { action: 'emulate', case: name, variant: 'relaxed', threads: count } as const;
        ratios.push(rounded((await lab.perform<Emulation>(task)).ratio));
      }
      emulated.push({ case: name, ratios });
    }
    return { rows, emulated };
  },
  render: ({ rows, emulated }) => [
    'Relaxed kernels unless another is named, characters (M1: samples, X1: steps) per second with one thread and with two, in turns. The results are the same to the',
    'last bit. Small cases are not shared: S1, X1 and sampling.',
    '',
    ...table([
      ['case', '1 thread', '2 threads', 'ratio', 'least - most'],
      ...rows.map(({ one, two, ratio, min, max, ...row }) => [
        titleOf(row),
        one.toLocaleString('en-US'),
        two.toLocaleString('en-US'),
        three(ratio),
        `${three(min)} - ${three(max)}`,
      ]),
    ]),
    '',
    ...rows.map((row) => {
      const aim = ENTRIES.find((entry) => titleOf(entry) === titleOf(row))?.least ?? 1;
      return verdict(`${titleOf(row)}: at least ${aim}`, row.ratio >= aim);
    }),
    '',
    'Emulated, on one processor: the shares of the threads are computed one after the other, and of each call the longest counts. So many',
    'processors could not do better; waiting, and what one cache fetches from another, is not in it.',
    '',
    ...table([
      ['case', ...EMULATED.threads.map((count) => `${count} threads, emulated`)],
      ...emulated.map(({ case: name, ratios }) => [name, ...ratios.map(three)]),
    ]),
  ],
});

function titleOf({ case: name, kind }: Pick<Row, 'case' | 'kind'>): string {
  return kind === 'relaxed' ? name : `${name}, ${kind}`;
}
