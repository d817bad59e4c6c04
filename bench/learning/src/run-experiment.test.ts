import type { Random } from '@tbptt/core';
import { expect, test } from 'vitest';
import type { Check, Contender, Experiment } from './experiment.js';
import { plainRNN } from './layers.js';
import { Reader } from './reader.js';
import { type RunOptions, runExperiment, type Trial } from './run-experiment.js';

/** Sees 10 at a time; finished when it has drawn a number below `share`. */
function* draws(random: Random, share: number): Generator<Check, void, void> {
  for (let seen = 10; ; seen += 10) {
    const number = random.float();
    yield { seen, finished: number < share, success: number < share, measures: { number } };
  }
}

const make: Contender['make'] = (random) => new Reader(plainRNN(1, 1, random), 1, { random });

const experiment: Experiment = {
  title: 'Drawing',
  task: 'Draw a small number.',
  criterion: 'it is small.',
  unit: 'steps',
  budget: 200,
  contenders: [
    { name: 'lucky', settings: 'half of them', make, train: (_, random) => draws(random, 0.5) },
    { name: 'unlucky', settings: 'none', make, train: (_, random) => draws(random, 0) },
  ],
};

const run = (options: Partial<RunOptions> = {}) =>
  runExperiment('drawing', experiment, { seeds: 4, ...options });
const timeless = (trials: readonly Trial[] = []) => trials.map((trial) => ({ ...trial, seconds: 0 }));

test('each seed trains until it is finished, or the budget is spent', () => {
  const [lucky, unlucky] = run().contenders;
  expect(lucky?.trials.map(({ seed }) => seed)).toEqual([1, 2, 3, 4]);
  for (const { success, seen, measures } of lucky?.trials ?? []) {
    expect(success).toBe(true);
    expect(measures['number']).toBeLessThan(0.5);
    expect(seen).toBeLessThan(200);
  }
  expect(unlucky?.trials.map(({ success, seen }) => (success ? 0 : seen))).toEqual([200, 200, 200, 200]);
  expect(run({ budget: 35 }).contenders[1]?.trials[0]?.seen).toBe(40);
});

test('a contender runs no more seeds than it allows', () => {
  const few = { ...experiment, contenders: experiment.contenders.map((each) => ({ ...each, seeds: 2 })) };
  const seeds = (count: number) =>
    runExperiment('drawing', few, { seeds: count }).contenders.map(({ trials }) => trials.length);
  expect([seeds(1), seeds(4)]).toEqual([
    [1, 1],
    [2, 2],
  ]);
});

test('a seed gives the same again, and another seed something else', () => {
  const [first, second] = [run(), run()].map(({ contenders }) => timeless(contenders[1]?.trials));
  expect(first).toEqual(second);
  expect(new Set(first?.map(({ measures }) => measures['number'])).size).toBe(4);
});

test('checks and seeds are told as they come', () => {
  const told: string[] = [];
  run({
    seeds: 1,
    budget: 20,
    onCheck: (contender, seed, { seen }) => told.push(`${contender} ${seed} at ${seen}`),
    onTrial: (contender, { seed }) => told.push(`${contender} ${seed} ended`),
  });
  expect(told.slice(-3)).toEqual(['unlucky 1 at 10', 'unlucky 1 at 20', 'unlucky 1 ended']);
});
