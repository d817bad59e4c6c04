import { afterAll, expect, test } from 'vitest';
import { readCorpus } from '../corpus.js';
import { CliError } from '../errors.js';
import { SMALL_TEXT, TestFolder } from '../testing/run-with.js';
import { testHost } from '../testing/test-host.js';
import { reporterFor } from '../ui/reporter-for.js';
import { learn } from './learn.js';
import type { ObservedRun, RunObserver, UpdateFacts } from './observer.js';
import { DEFAULTS, type TrainingSettings } from './settings.js';

const folder = new TestFolder();
afterAll(() => folder.remove());
const file = folder.file('rain.txt', SMALL_TEXT);

const settings: TrainingSettings = {
  ...DEFAULTS,
  hidden: 8,
  window: 16,
  learningRate: 0.01,
  budget: { steps: 5 },
  strict: true,
  wide: false,
};

async function learnWith(observers: readonly RunObserver[], host = testHost()): Promise<void> {
  const corpus = () => readCorpus(file, host);
  await learn(
    { corpus, settings: { chosen: settings }, sample: 10, observers },
    host,
    reporterFor(host, true),
  );
}

test('an observer sees the run: its beginning, every update, the reports, its end', async () => {
  const calls: string[] = [];
  const updates: UpdateFacts[] = [];
  let run: ObservedRun | undefined;
  await learnWith([
    {
      begin: (begun) => void ((run = begun), calls.push('begin')),
      updated: (update) => void (updates.push(update), calls.push('updated')),
      report: ({ report }) => void calls.push(report),
      end: () => void calls.push('end'),
    },
  ]);
  const five = ['updated', 'updated', 'updated', 'updated', 'updated'];
  expect(calls).toEqual(['data', 'model', 'begin', ...five, 'validation', 'sample', 'summary', 'end']);
  expect(run?.model.outputSize).toBe(run?.text.vocabulary.size);
  expect(updates.map(({ step, characters }) => [step, characters])).toEqual(
    [1, 2, 3, 4, 5].map((step) => [step, step * 64]),
  );
  // Linear from 0.01 to a tenth of it, the first update at the full rate.
  updates.forEach(({ learningRate }, index) =>
    expect(learningRate).toBeCloseTo(0.01 * (1 - 0.9 * (index / 5)), 12),
  );
  for (const { gradientNorm, bitsPerCharacter } of updates) {
    expect(gradientNorm).toBeGreaterThan(0);
    expect(bitsPerCharacter).toBeGreaterThan(0);
  }
});

test('an observer that fails at the end fails the command, after all others have ended', async () => {
  let ended = false;
  const failing = { end: () => Promise.reject(new CliError('the disk is full.')) };
  await expect(learnWith([failing, { end: () => void (ended = true) }])).rejects.toThrow('the disk is full.');
  expect(ended).toBe(true);
});

test('what ends the run is told before what an observer makes of it', async () => {
  const host = testHost();
  const updated = (): void => {
    throw new Error('a defect');
  };
  const end = () => Promise.reject(new CliError('the disk is full.'));
  await expect(
    learnWith([{ begin: () => Promise.reject(new CliError('stop.')), end }], host),
  ).rejects.toThrow('stop.');
  expect(host.err.text).toBe(''); // it was not begun
  await expect(learnWith([{ updated, end }], host)).rejects.toThrow('a defect');
  expect(host.err.text).toContain('the disk is full.');
});
