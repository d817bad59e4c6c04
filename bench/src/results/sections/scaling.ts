import { definitionOf } from '../../cases.js';
import { flopsOf } from '../../flops.js';
import { median } from '../../measure.js';
import { rounded } from '../../rounded.js';
import { table, three } from '../markdown.js';
import { section } from '../section.js';

interface Point {
  readonly value: number;
  readonly microseconds: number;
  /** Of the arithmetic of the products of a character, per second. */
  readonly gflops: number;
  /** GFLOP of a character's products, in millions of floating-point operations. */
  readonly megaflops: number;
}

interface Axis {
  readonly letter: string;
  readonly meaning: string;
  readonly points: readonly Point[];
}

const AXES = [
  {
    letter: 'H',
    meaning: 'hidden units',
    values: [64, 128, 256, 512],
    name: (h: number) => `LSTM:1x${h},B=32,T=64`,
  },
  { letter: 'L', meaning: 'layers', values: [1, 2, 3, 4], name: (l: number) => `LSTM:${l}x128,B=32,T=64` },
  {
    letter: 'T',
    meaning: 'steps of a window',
    values: [16, 32, 64, 128],
    name: (t: number) => `LSTM:1x128,B=32,T=${t}`,
  },
  {
    letter: 'B',
    meaning: 'lanes',
    values: [8, 16, 32, 64, 128],
    name: (b: number) => `LSTM:1x128,B=${b},T=64`,
  },
];

/** How time grows with each size: as the arithmetic does. */
export const scaling = section<{ readonly axes: readonly Axis[] }>({
  name: 'scaling',
  title: 'How time grows with sizes',
  measure: async (lab) => {
    const axes = [];
    for (const { letter, meaning, values, name } of AXES) {
      const reached = await lab.turns(values.map((value) => ({ case: name(value) })));
      const points = reached.flatMap(({ case: found, rates }): readonly Point[] => {
        const definition = definitionOf(found);
        const value = values.find((one) => name(one) === found);
        if (definition === undefined || value === undefined) return [];
        const perSecond = median(rates);
        const flops = flopsOf(definition);
        return [
          {
            value,
            microseconds: rounded(1e6 / perSecond),
            gflops: rounded((flops * perSecond) / 1e9),
            megaflops: rounded(flops / 1e6),
          },
        ];
      });
      axes.push({ letter, meaning, points });
    }
    return { axes };
  },
  render: ({ axes }) => [
    'Training of an LSTM; where not varied L = 1, H = 128, B = 32, T = 64. Arithmetic is that of the products of a character: it grows with H² and with L',
    'and does not depend on T and B. GFLOP/s would be constant if time were all products.',
    ...axes.flatMap(({ letter, meaning, points }) => [
      '',
      ...table([
        [`${letter}, ${meaning}`, 'µs per character', 'arithmetic, Mflop', 'GFLOP/s'],
        ...points.map(({ value, microseconds, megaflops, gflops }) => [
          value,
          three(microseconds),
          three(megaflops),
          three(gflops),
        ]),
      ]),
    ]),
  ],
});
