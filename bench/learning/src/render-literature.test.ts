import { expect, test } from 'vitest';
import type { Experiment } from './experiment.js';
import { renderLiterature } from './render-literature.js';
import type { ExperimentResult } from './run-experiment.js';

const drawing: Experiment = {
  title: 'Drawing',
  task: 'Draw a small number.',
  criterion: 'it is small.',
  unit: 'steps',
  budget: 20_000,
  contenders: [],
  literature: {
    published: [
      { result: 'dice: 900 steps', source: 'Huygens 1657' },
      { result: 'coins: 2 steps', source: 'Bernoulli 1713' },
    ],
  },
};
const { literature: _, ...unpublished } = drawing;

const trial = (seed: number, seen: number, success: boolean, share: number) => ({
  seed,
  seen,
  success,
  seconds: 1,
  measures: { '% small': share },
});
const result = (name: string): ExperimentResult => ({
  name,
  command: 'pnpm learn',
  node: 'v20.1.2',
  variant: 'strict',
  processor: 'One of Ours',
  contenders: [
    {
      name: 'lucky',
      settings: '',
      trials: [trial(1, 1200, true, 90), trial(2, 20_000, false, 10), trial(3, 1000, true, 80)],
    },
    { name: 'unlucky', settings: '', trials: [trial(1, 20_000, false, 12.34)] },
  ],
});
const rows = (text: string) => text.split('\n').slice(2);

test('beside the published figures are the successes, and what successful seeds were trained on', () => {
  expect(rows(renderLiterature({ drawing }, [result('drawing')]))).toEqual([
    '| Drawing | dice: 900 steps (Huygens 1657); coins: 2 steps (Bernoulli 1713) | lucky: 2 of 3 seeds, 1,100 steps (1,000 to 1,200); unlucky: 0 of 1 seed |',
  ]);
});

test('a task that is about a measure has its mean and its range', () => {
  const measured = { ...drawing, literature: { published: [], measure: '% small' } };
  expect(rows(renderLiterature({ drawing: measured }, [result('drawing')]))).toEqual([
    '| Drawing |  | lucky: 60 % small, 3 seeds (10 to 90); unlucky: 12.3 % small, 1 seed |',
  ]);
});

test('an experiment that was not run, or that nobody published, has no row', () => {
  const all = { drawing, later: drawing, ours: unpublished };
  expect(rows(renderLiterature(all, [result('ours'), result('drawing')]))).toHaveLength(1);
});
