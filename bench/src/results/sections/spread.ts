import { type Result, resultOf, type SpreadResult, spreadOf } from '../../result.js';
import type { Laboratory } from '../laboratory.js';
import { table } from '../markdown.js';
import { section } from '../section.js';
import { verdict } from '../targets.js';

const PROCESSES = 24;

/** Whether a process is slow by chance. */
export const spread = section<{ readonly spreads: readonly SpreadResult[] }>({
  name: 'spread',
  title: 'Many processes',
  measure: async (lab) => {
    const spreads = [];
    for (const name of ['S1', 'S3']) {
      const results = [];
      for (let i = 0; i < PROCESSES; i++) {
        results.push(await undisturbed(lab, name));
      }
      spreads.push(spreadOf(results));
    }
    return { spreads };
  },
  render: ({ spreads }) => [
    'Fresh processes of each case: a kernel that spills registers would be slow in a few of them.',
    '',
    ...table([
      ['case', 'processes', 'median', 'slowest', 'slowest / median', 'below 0.8 of the median'],
      ...spreads.map(({ case: name, processes, value, worst, worstShare, slow }) => [
        name,
        processes,
        value.toLocaleString('en-US'),
        worst.toLocaleString('en-US'),
        worstShare.toFixed(2),
        slow,
      ]),
    ]),
    '',
    verdict(
      'no process below 0.8 of the median',
      spreads.every(({ slow }) => slow === 0),
    ),
  ],
});

/**
 * One run of a fresh process; of up to three where something else was on its processor, the least
 * disturbed one.
 */
async function undisturbed(lab: Laboratory, name: string): Promise<Result> {
  let best: Result | undefined;
  for (let attempt = 0; attempt < 3 && (best === undefined || best.cpuShare < 0.95); attempt++) {
    const found = resultOf(name, await lab.perform({ action: 'measure', case: name, rounds: 1 }));
    if (best === undefined || found.cpuShare > best.cpuShare) best = found;
  }
  return best ?? never();
}

function never(): never {
  throw new RangeError('there was no attempt');
}
