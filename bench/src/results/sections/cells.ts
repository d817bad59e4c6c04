import { definitionOf, describe } from '../../cases.js';
import { CELL_NAMES, type CellName } from '../../definition.js';
import { flopsOf } from '../../flops.js';
import { median } from '../../measure.js';
import { rounded } from '../../rounded.js';
import { table, three } from '../markdown.js';
import { section } from '../section.js';

interface Figure {
  readonly cell: CellName;
  /** Characters per second. */
  readonly value: number;
  readonly gflops: number;
  /** Speed per arithmetic beside the LSTM: the median of the ratios of the rounds. */
  readonly perArithmetic: number;
}

interface Group {
  /** The case of the LSTM. */
  readonly case: string;
  readonly figures: readonly Figure[];
}

const GROUPS = ['2x128,B=50,T=50', '2x256,B=64,T=64', '2x128'];

/** The cells beside each other: how fast, and how well they use the arithmetic that they need. */
export const cells = section<{ readonly groups: readonly Group[] }>({
  name: 'cells',
  title: 'Cells',
  measure: async (lab) => {
    const groups = [];
    for (const sizes of GROUPS) {
      const reached = await lab.turns(CELL_NAMES.map((cell) => ({ case: `${cell}:${sizes}` })));
      const speeds = (rates: readonly number[], name: string) => {
        const flops = flopsOf(definitionOf(name) ?? { kind: 'xor', hidden: 0 });
        return rates.map((rate) => (rate * flops) / 1e9);
      };
      const lstm = reached.find(({ case: name }) => name.startsWith('LSTM:'));
      if (lstm === undefined) continue;
      const reference = speeds(lstm.rates, lstm.case);
      const figures = reached.flatMap(({ case: name, rates }): readonly Figure[] => {
        const cell = CELL_NAMES.find((one) => name.startsWith(`${one}:`));
        if (cell === undefined) return [];
        const own = speeds(rates, name);
        const ratios = own.map((speed, round) => speed / (reference[round] ?? Number.NaN));
        return [
          {
            cell,
            value: rounded(median(rates)),
            gflops: rounded(median(own)),
            perArithmetic: rounded(median(ratios)),
          },
        ];
      });
      groups.push({ case: lstm.case, figures });
    }
    return { groups };
  },
  render: ({ groups }) => [
    'Arithmetic is that of the matrix products. What is pointwise, about the same in all cells, weighs more where there are few products: in MinGRU and',
    'MinLSTM, which have no recurrent ones.',
    ...groups.flatMap(({ case: name, figures }) => [
      '',
      `Sizes of ${describe(definitionOf(name) ?? { kind: 'xor', hidden: 0 })}:`,
      '',
      ...table([
        ['cell', 'characters/s', 'GFLOP/s', 'per arithmetic, LSTM = 1'],
        ...figures.map(({ cell, value, gflops, perArithmetic }) => [
          cell,
          value.toLocaleString('en-US'),
          three(gflops),
          three(perArithmetic),
        ]),
      ]),
    ]),
  ],
});
