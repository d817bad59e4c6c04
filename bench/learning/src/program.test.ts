import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kernels } from '@tbptt/core';
import { afterAll, expect, test } from 'vitest';
import type { Check, Contender, Experiment } from './experiment.js';
import { plainRNN } from './layers.js';
import { run } from './program.js';
import { Reader } from './reader.js';

const folder = mkdtempSync(join(tmpdir(), 'learning-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
  kernels.use('auto');
});

function* counting(): Generator<Check, void, void> {
  for (let seen = 10; ; seen += 10)
    yield { seen, finished: seen === 50, success: seen === 50, measures: { seen } };
}

const make: Contender['make'] = (random) => new Reader(plainRNN(1, 1, random), 1, { random });

const counts = (title: string): Experiment => ({
  title,
  task: 'Count.',
  criterion: 'fifty.',
  unit: 'steps',
  budget: 100,
  contenders: [{ name: 'counter', settings: 'by 10', make, train: counting }],
});
const experiments = { one: counts('One'), two: counts('Two') };

async function learn(...argv: string[]): Promise<{ code: number; out: string[]; error: string[] }> {
  const [out, error]: [string[], string[]] = [[], []];
  const code = await run(argv, experiments, folder, {
    out: (line) => out.push(line),
    error: (line) => error.push(line),
    status: () => undefined,
  });
  return { code, out, error };
}

test('the experiments that are named are run, a line for each seed, and written down', async () => {
  const { code, error } = await learn('two', '--seeds', '3');
  expect(code).toBe(0);
  expect(error.slice(1)).toHaveLength(3);
  expect(error.at(-1)).toContain('counter, seed 3');
  const document = readFileSync(join(folder, 'RESULTS.md'), 'utf8');
  expect(document).toContain('## Two');
  expect(document).not.toContain('## One');
  expect(document).toContain('| counter | 3 of 3 | 50 |');
  expect(kernels.variant).toBe('strict');
});

test('results of other experiments stay, and nothing is written where that is not wanted', async () => {
  await learn('one', '--seeds', '1');
  const document = readFileSync(join(folder, 'RESULTS.md'), 'utf8');
  expect(document.match(/^## .*/gm)).toEqual(['## One', '## Two']);
  const { out } = await learn('--no-write', '--json', '--seeds', '2', '--budget', '20');
  expect(out.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { name: 'one', contenders: [{ trials: [{ seen: 20, success: false }, { seed: 2 }] }] },
    { name: 'two' },
  ]);
  expect(readFileSync(join(folder, 'RESULTS.md'), 'utf8')).toBe(document);
});

test('wrong usage has the exit code 2', async () => {
  expect((await learn('three')).code).toBe(2);
  expect((await learn('--seeds', '0')).code).toBe(2);
  expect((await learn('--help')).code).toBe(0);
});
