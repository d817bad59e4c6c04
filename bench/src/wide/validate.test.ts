import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BenchError } from '../bench-error.js';
import { nodeBinary } from '../node-binary.js';
import { BENCH } from '../places.js';
import { Digest } from './digest.js';
import type { WideFindings, WideTask } from './perform-wide.js';
import { CELLS, trainCell } from './training.js';
import { performIn, validate } from './validate.js';

const nodes = ['24', '26'].map(nodeBinary);

/** Does a task by the program that the build makes. */
const built = (task: WideTask & { readonly node: string }) =>
  performIn(task, join(BENCH, 'dist', 'wide-worker.js'));

test('wide kernels with 1, 2, 3, 4 and 7 threads compute the bits of plain ones, on Node 24 and 26', async () => {
  expect(nodes.every((node) => existsSync(node))).toBe(true);
  const lines: string[] = [];
  const report = (line: string) => lines.push(line);
  const threads = [1, 2, 3, 4, 7];
  const { disagreements, ...compared } = await validate(
    { nodes, threads, calls: 400, seconds: 0, report },
    built,
  );
  expect(disagreements).toEqual([]);
  expect(compared).toMatchObject({ threads, calls: 400, trainings: [] });
  expect(compared.nodes.map((version) => version.split('.')[0])).toEqual(['24', '26']);
  expect(lines).toHaveLength(nodes.length * threads.length);
}, 120_000);

test('every cell learns the same bits by wide kernels, with threads too', async () => {
  const trainings = Object.keys(CELLS).map((cell, model) => ({ cell, model, length: { steps: 4 } }));
  const plain = await built({ trainings, wide: false, threads: 1, node: nodes[0] as string });
  expect(plain.trainings.map(({ digests }) => digests.length)).toEqual(trainings.map(() => 3));
  for (const node of nodes) {
    for (const threads of [1, 2, 3, 4, 7]) {
      const wide = await built({ trainings, wide: true, threads, node });
      expect(wide.trainings).toEqual(plain.trainings);
    }
  }
}, 120_000);

const side = { nodes: ['one', 'two'], threads: [1, 2] };
const found = (calls: readonly string[], digests: readonly string[]): WideFindings => ({
  node: 'v24',
  calls,
  trainings: digests.length === 0 ? [] : [{ cell: 'LSTM', model: 0, steps: 8, digests, loss: 1 }],
  seconds: 1.5,
});

test('a wrong bit, and a process that crashes, are told with the Node and the threads', async () => {
  const start = ({ node, threads, wide, calls }: WideTask & { node: string }) => {
    if (wide && node === 'two' && threads === 2) return Promise.reject(new BenchError('a trap'));
    if (calls !== undefined) return Promise.resolve(found(['a', wide && node === 'two' ? 'x' : 'b'], []));
    return Promise.resolve(found([], ['a', 'b', wide && threads === 2 ? 'x' : 'c']));
  };
  const validation = await validate({ ...side, calls: 2000, seconds: 1, cells: ['LSTM'] }, start);
  expect(validation.disagreements).toEqual([
    { node: 'two', threads: 1, what: 'calls of block 1 differ' },
    { node: 'two', threads: 2, what: 'a trap' },
    { node: 'one', threads: 2, what: 'LSTM, model 0, differs after 4 steps' },
    { node: 'two', threads: 2, what: 'a trap' },
  ]);
  expect(validation.trainings).toEqual([{ cell: 'LSTM', models: 1, steps: 8, seconds: 3 * 1.5 }]);
});

test('a first side that crashes while it trains is told, and the rest goes on', async () => {
  const start = ({ node, wide, calls }: WideTask & { node: string }) =>
    wide && node === 'one' && calls === undefined
      ? Promise.reject(new BenchError('a trap'))
      : Promise.resolve(found(['a'], []));
  const { disagreements, trainings } = await validate(
    { ...side, calls: 1, seconds: 1, cells: ['LSTM', 'GRU'] },
    start,
  );
  expect(disagreements).toEqual([1, 2].map(() => ({ node: 'one', threads: 1, what: 'a trap' })));
  expect(trainings).toMatchObject([
    { cell: 'LSTM', steps: 0, seconds: 0 },
    { cell: 'GRU', steps: 0, seconds: 0 },
  ]);
});

test('models of random sizes share the seconds of a cell, at most ten each, six in a process', async () => {
  const tasks: WideTask[] = [];
  const start = (task: WideTask & { node: string }) => {
    tasks.push(task);
    const trained = { digests: ['a'], loss: 1 };
    const trainings = (task.trainings ?? []).map(({ cell, model }) => ({
      cell,
      model,
      steps: 10 + model,
      ...trained,
    }));
    return Promise.resolve({ node: 'v24', calls: [], trainings, seconds: 1 });
  };
  const one = { nodes: ['one'], threads: [1], calls: 0, seconds: 65, cells: ['GRU'] };
  expect(await validate(one, start)).toEqual({
    nodes: ['24'],
    threads: [1],
    calls: 0,
    trainings: [{ cell: 'GRU', models: 7, steps: 91, seconds: 2 }],
    disagreements: [],
  });
  expect(tasks.map(({ wide, trainings = [] }) => [wide, trainings.length, trainings[0]?.length])).toEqual([
    [true, 6, { seconds: 65 / 7 }],
    [false, 6, { steps: 10 }],
    [true, 1, { seconds: 65 / 7 }],
    [false, 1, { steps: 16 }],
  ]);
});

test('a digest tells arrays apart that differ in a bit, in their order or in where they end', () => {
  const of = (...arrays: readonly number[][]) => {
    const digest = new Digest();
    for (const array of arrays) digest.add(Float32Array.from(array));
    return digest.text;
  };
  const all = [of(), of([]), of([0]), of([-0]), of([1, 2]), of([2, 1]), of([1], [2])];
  expect(new Set(all).size).toBe(all.length);
  expect(of([1, 2])).toBe(of([1, 2]));
});

test('a training has a digest after 1, 2, 4 ... steps and after the last', () => {
  const digestsOf = (steps: number) => trainCell({ cell: 'GRU', model: 0, length: { steps } }).digests;
  expect(digestsOf(5)).toHaveLength(4);
  expect(digestsOf(4)).toEqual(digestsOf(5).slice(0, 3));
});
