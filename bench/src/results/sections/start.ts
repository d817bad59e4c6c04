import { median } from '../../measure.js';
import { rounded } from '../../rounded.js';
import { table, three } from '../markdown.js';
import { section } from '../section.js';
import { verdict } from '../targets.js';

interface Figures {
  /** Milliseconds to the end of the first step of S1, of each process, in order of size. */
  readonly starts: readonly number[];
  /** The same of a program that does nothing: what Node itself takes. */
  readonly bare: readonly number[];
  /** The most memory that a process has had, in MB. */
  readonly memory: readonly { readonly case: string; readonly megabytes: number }[];
}

const PROCESSES = 11;

/** MB that a case may take. */
const MOST: Readonly<Record<string, number>> = { S2: 130, S4: 600 };

/** How long a program takes to its first step, and the memory that training takes. */
export const start = section<Figures>({
  name: 'start',
  title: 'Start and memory',
  measure: async (lab) => {
    const starts: number[] = [];
    const bare: number[] = [];
    for (let i = 0; i < PROCESSES; i++) {
      starts.push(rounded(await lab.firstStep('S1')));
      bare.push(rounded(await lab.firstStep()));
    }
    const memory = [];
    for (const name of ['S2', 'S4']) {
      const { peakBytes } = await lab.perform({ action: 'measure', case: name, rounds: 1 });
      memory.push({ case: name, megabytes: rounded(peakBytes / 1e6) });
    }
    return { starts: inOrder(starts), bare: inOrder(bare), memory };
  },
  render: ({ starts, bare, memory }) => [
    `From the start of the process to the end of the first training step of S1, ${starts.length} fresh processes: median ${three(median(starts))} ms,`,
    `least ${three(starts[0] ?? Number.NaN)}, most ${three(starts.at(-1) ?? Number.NaN)}. It includes the compilation of all kernels, and the start of Node: a program that does nothing takes ${three(median(bare))} ms.`,
    '',
    ...table([
      ['case', 'peak memory (RSS), MB'],
      ...memory.map(({ case: name, megabytes }) => [name, megabytes.toFixed(0)]),
    ]),
    '',
    verdict('under 120 ms', median(starts) < 120),
    ...memory.map(({ case: name, megabytes }) => {
      const most = MOST[name] ?? Number.NaN;
      return verdict(`${name} under ${most} MB`, megabytes < most);
    }),
  ],
});

function inOrder(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b);
}
