import { PYTORCH } from '../peers/catalog.js';
import { type Comparison, FURTHER } from '../peers/comparison.js';
import { figure, measuredOf, notesOf, reachedIn, systemsOf } from './comparisons.js';
import { table, three } from './markdown.js';
import { PYTORCH_TARGETS } from './targets.js';

/** The section of PyTorch with a number of threads, beside as many of ours. */
export function renderPyTorch(comparisons: readonly Comparison[], threads: number): readonly string[] {
  const targets = PYTORCH_TARGETS[threads] ?? {};
  const ways = FURTHER.filter((way) =>
    comparisons.some(({ further = [] }) => further.some(({ name }) => name === way)),
  );
  return [
    `Units per second of whole training steps (sampling for I1), ${threads === 1 ? 'one thread each, on one core' : `${threads} threads each`}, in turns; then how many times as fast`,
    'as PyTorch ours is: the median of the ratios of the rounds, and what we want to reach.',
    '',
    ...table([
      [
        'case',
        'unit',
        PYTORCH,
        'tbptt',
        'ratio',
        'target',
        'tbptt --wide',
        'ratio',
        'target',
        ...ways.flatMap((way) => [way, 'ratio']),
      ],
      ...comparisons.map((one) => {
        const peer = measuredOf(one, PYTORCH);
        const { plain, wide } = targets[one.case] ?? {};
        return [
          one.case,
          one.unit,
          peer === undefined ? '-' : figure(peer.value),
          figure(one.ours.value),
          reachedIn({ target: plain, ratio: peer?.ratio }),
          plain ?? '-',
          one.wide === undefined ? '-' : figure(one.wide.value),
          reachedIn({ target: wide, ratio: peer?.wideRatio }),
          wide ?? '-',
          ...ways.flatMap((way) => {
            const entry = one.further?.find(({ name }) => name === way);
            const ratio = peer?.furtherRatios?.[way];
            return [
              entry === undefined ? '-' : figure(entry.value),
              ratio === undefined ? '-' : three(ratio),
            ];
          }),
        ];
      }),
    ]),
    '',
    ...systemsOf(comparisons),
    ...notesOf(comparisons),
  ];
}
