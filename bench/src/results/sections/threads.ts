import { median } from '../../measure.js';
import { rounded } from '../../rounded.js';
import type { Emulation } from '../../task.js';
import { table, three } from '../markdown.js';
import { section } from '../section.js';
import { verdict } from '../targets.js';

const THREADS = 2;

/** The cases, whether with wide vectors, and the least ratio that is aimed at. */
const ENTRIES: readonly { readonly case: string; readonly wide: boolean; readonly least: number }[] = [
  { case: 'S1', wide: false, least: 0.98 },
  { case: 'S2', wide: false, least: 1.8 },
  { case: 'S3', wide: false, least: 1.88 },
  { case: 'S4', wide: false, least: 1.88 },
  { case: 'G1', wide: false, least: 1.8 },
  { case: 'M1', wide: false, least: 1.6 },
  { case: 'X1', wide: false, least: 0.98 },
  { case: 'I1', wide: false, least: 0.98 },
  { case: 'S2', wide: true, least: 1.82 },
  { case: 'S3', wide: true, least: 1.82 },
  { case: 'M1', wide: true, least: 1.5 },
];

interface Row {
  readonly case: string;
  readonly wide: boolean;
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
    for (const { case: name, wide } of ENTRIES) {
      const entrant = { case: name, variant: 'relaxed', ...(wide ? { wide } : {}) };
      const [one, two] = await lab.turns([
        { ...entrant, threads: 1 },
        { ...entrant, threads: THREADS },
      ]);
      if (one === undefined || two === undefined) continue;
      const ratios = two.rates.map((rate, round) => rate / (one.rates[round] ?? Number.NaN));
      rows.push({
        case: name,
        wide,
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
    'Relaxed kernels, characters (M1: samples, X1: steps) per second with one thread and with two, in turns. The results are the same to the',
    'last bit. Small cases are not shared: S1, X1 and sampling.',
    '',
    ...table([
      ['case', '1 thread', '2 threads', 'ratio', 'least - most'],
      ...rows.map(({ case: name, wide, one, two, ratio, min, max }) => [
        wide ? `${name}, wide` : name,
        one.toLocaleString('en-US'),
        two.toLocaleString('en-US'),
        three(ratio),
        `${three(min)} - ${three(max)}`,
      ]),
    ]),
    '',
    ...rows.map(({ case: name, wide, ratio }) => {
      const aim = ENTRIES.find((entry) => entry.case === name && entry.wide === wide)?.least ?? 1;
      return verdict(`${wide ? `${name}, wide` : name}: at least ${aim}`, ratio >= aim);
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
