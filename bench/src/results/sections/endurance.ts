import { median } from '../../measure.js';
import { rounded } from '../../rounded.js';
import type { Endurance } from '../../task.js';
import { table, three } from '../markdown.js';
import { section } from '../section.js';
import { verdict } from '../targets.js';

interface Figures {
  readonly windows: number;
  /** Microseconds of a processor per window of each tenth of the windows. */
  readonly tenths: readonly number[];
  /**
   * A process with these windows behind it beside a fresh one, in turns: the median of the ratios
   * of their speeds.
   */
  readonly aged: number;
  /** Characters per second by the windows of the text. */
  readonly texts: readonly { readonly windows: number; readonly value: number }[];
}

const SIZES = 'LSTM:1x128,B=1,T=25';

/** Whether training becomes slower the longer it lasts, or the longer the text is. */
export const endurance = section<Figures>({
  name: 'endurance',
  title: 'Ten thousand windows, and long texts',
  measure: async (lab) => {
    const { windows, tenths } = await lab.perform<Endurance>({
      action: 'endure',
      case: 'S1',
      windows: 10_000,
    });
    const reached = await lab.turns([100, 10_000].map((count) => ({ case: `${SIZES},N=${count}` })));
    const [aged, fresh] = await lab.turns([{ case: 'S1', windows }, { case: 'S1' }]);
    const ratios = aged?.rates.map((rate, round) => rate / (fresh?.rates[round] ?? Number.NaN)) ?? [];
    return {
      windows,
      aged: rounded(median(ratios)),
      tenths: tenths.map((seconds) => rounded((seconds * 1e6) / (windows / 10))),
      texts: reached.map(({ case: name, rates }) => ({
        windows: Number(/N=(\d+)/.exec(name)?.[1]),
        value: rounded(median(rates)),
      })),
    };
  },
  render: ({ windows, tenths, aged, texts }) => {
    const [first = Number.NaN] = tenths;
    const last = tenths.at(-1) ?? Number.NaN;
    return [
      `S1, ${windows.toLocaleString('en-US')} windows trained one after the other: the last tenth takes ${three(last / first)} times as long as the first.`,
      '',
      ...table([
        ['tenth', ...tenths.map((_, index) => index + 1)],
        ['processor time per window, µs', ...tenths.map((value) => three(value))],
      ]),
      '',
      `In turns with a fresh process, one that has trained that many windows runs at ${three(aged)} of its speed; that says more where the machine itself drifts.`,
      '',
      ...table([
        ['characters of the text (S1)', 'characters/s'],
        ...texts.map(({ windows, value }) => [
          (25 * windows).toLocaleString('en-US'),
          value.toLocaleString('en-US'),
        ]),
      ]),
      '',
      verdict('the last tenth within 5 % of the first', last / first <= 1.05),
      verdict('a process that has trained so long within 5 % of a fresh one', aged >= 0.95),
    ];
  },
});
