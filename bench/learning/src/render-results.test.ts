import { expect, test } from 'vitest';
import type { Experiment } from './experiment.js';
import { experiments } from './experiments.js';
import { renderResults } from './render-results.js';
import type { ExperimentResult } from './run-experiment.js';

const drawing: Experiment = {
  title: 'Drawing',
  task: 'Draw a small number.',
  criterion: 'it is small.',
  unit: 'steps',
  budget: 20_000,
  contenders: [],
};

const result: ExperimentResult = {
  name: 'drawing',
  command: 'pnpm learn drawing --seeds 2',
  node: 'v20.1.2',
  variant: 'strict',
  processor: 'One of Ours',
  contenders: [
    {
      name: 'lucky',
      settings: 'half of them',
      trials: [
        { seed: 1, seen: 1200, success: true, seconds: 1.26, measures: { number: 0.012_345_6 } },
        { seed: 2, seen: 20_000, success: false, seconds: 12.4, measures: { number: 0.75 } },
      ],
    },
  ],
};

test('a result becomes a summary, the hyper-parameters, a row for each seed and how to repeat it', () => {
  expect(renderResults({ drawing, later: drawing }, [result])).toBe(`# Results

Written by \`pnpm learn\`. What each experiment shows: [README.md](README.md).

## Drawing

Draw a small number.

Success: it is small. At most 20,000 steps.

| contender | successes | steps, mean | least | most | number | CPU seconds |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
| lucky | 1 of 2 | 10,600 | 1,200 | 20,000 | 0.3812 | 6.8 |

- lucky: half of them

| lucky, seed | success | steps | number | CPU seconds |
| --- | ---: | ---: | ---: | ---: |
| 1 | yes | 1,200 | 0.01235 | 1.3 |
| 2 | no | 20,000 | 0.75 | 12 |

\`pnpm learn drawing --seeds 2\`, Node 20.1.2, strict kernels, One of Ours
`);
});

test('chapters stand in the order of the experiments, whatever the order of the results', () => {
  const titles = { zebra: { ...drawing, title: 'Zebra' }, ant: { ...drawing, title: 'Ant' } };
  const document = renderResults(titles, [
    { ...result, name: 'ant' },
    { ...result, name: 'zebra' },
  ]);
  expect(document.match(/^## .*/gm)).toEqual(['## Zebra', '## Ant']);
});

test('every experiment says what it is about', () => {
  for (const { title, task, criterion, contenders } of Object.values(experiments)) {
    for (const text of [title, task, criterion]) expect(text).not.toBe('');
    for (const { name, settings } of contenders) expect(`${name}: ${settings}`).toMatch(/^.+: .*\d/);
  }
});
