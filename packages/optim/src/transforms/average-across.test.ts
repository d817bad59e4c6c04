import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { affine, type Group, meanSquaredError, parameter, tensor } from '@tbptt/core';
import { createThreadGroup } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { adam, averageAcross, clipByGlobalNorm, groups, Optimizer, sgd } from '../index.js';

/** The built packages, since a thread cannot run the sources; `pnpm test` builds first. */
const built = Object.fromEntries(
  [
    ['core', 'core/dist/index.js'],
    ['testing', 'core/dist/testing.js'],
    ['operation', 'core/dist/operation.js'],
    ['optim', 'optim/dist/index.js'],
  ].map(([name = '', path]) => [name, new URL(`../../../${path}`, import.meta.url)]),
);

/** Whether the packages have been built. */
const canRunInThreads = Object.values(built).every((url) => existsSync(url));

/**
 * Runs the body of an async function in a thread for each rank, with `{ core, optim, operation, group }` as
 * its argument, and returns what each returned, or `{ error, message }`.
 */
async function inThreads(size: number, body: string): Promise<readonly unknown[]> {
  const shared = createThreadGroup({ size, bytes: 2 ** 16 });
  return Promise.all(Array.from({ length: size }, (_, rank) => inThread(shared, rank, size, body)));
}

function inThread(shared: SharedArrayBuffer, rank: number, size: number, body: string): Promise<unknown> {
  const urls = Object.entries(built).map(([name, url]) => `${name}: await import(${JSON.stringify(url)})`);
  const program = `
    const { parentPort, workerData: { shared, rank, size } } = require('node:worker_threads');
    (async () => {
      const modules = { ${urls.join(', ')} };
      const group = new modules.testing.ThreadGroup(shared, rank, size, 5000);
      return (async ({ core, optim, operation, group }) => {${body}})({ ...modules, group });
    })().then(
      (value) => parentPort.postMessage(value),
      (error) => parentPort.postMessage({ error: error.name, message: error.message }),
    );`;
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { eval: true, workerData: { shared, rank, size } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

/** A group of one process. */
const alone: Group = { rank: 0, size: 1, allReduce: () => {}, broadcast: () => {}, barrier: () => {} };

/** Rows of a regression that all ranks together have: inputs [4, 3], targets [4, 2] in each of 30 steps. */
const ROWS = 4;
const numbersAt = (step: number, count: number, seed: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.sin(1 + seed + 7.3 * step + 1.9 * i));
const initial = (count: number, seed: number): number[] => numbersAt(0, count, seed).map((x) => x / 2);

/** What one process with all rows makes of it. */
function ofOneProcess(steps: number): readonly number[] {
  const model = {
    weight: parameter(tensor([3, 2], initial(6, 1))),
    bias: parameter(tensor([2], initial(2, 2))),
  };
  const optimizer = new Optimizer(model, [clipByGlobalNorm(0.5), adam({ learningRate: 0.05 })]);
  for (let step = 0; step < steps; step++) {
    const inputs = tensor([ROWS, 3], numbersAt(step, ROWS * 3, 3));
    const targets = tensor([ROWS, 2], numbersAt(step, ROWS * 2, 4));
    optimizer.step(() => meanSquaredError(affine(inputs, model.weight, model.bias), targets));
  }
  return [...model.weight.toFloats(), ...model.bias.toFloats()];
}

/** The same in each rank of a group, with the rows from `from` on; other ranks start from other weights. */
const ofRank = `
  const numbersAt = ${numbersAt.toString()};
  const initial = ${initial.toString()};
  const { rank, size } = group;
  const rows = rank === 0 ? 4 - (size - 1) : 1;
  const start = (count, seed) => initial(count, seed).map((x) => x + rank);
  const model = {
    weight: core.parameter(core.tensor([3, 2], start(6, 1))),
    bias: core.parameter(core.tensor([2], start(2, 2))),
  };
  const optimizer = new optim.Optimizer(model, [
    optim.averageAcross(group, { weight: rows, checkEvery: 7 }),
    optim.clipByGlobalNorm(0.5),
    optim.adam({ learningRate: 0.05 }),
  ]);
  const weights = () => [...model.weight.toFloats(), ...model.bias.toFloats()];
  const lossAt = (step) => {
    const first = rank === 0 ? 0 : 4 - size + rank;
    const inputs = core.tensor([rows, 3], numbersAt(step, 12, 3).slice(first * 3, (first + rows) * 3));
    const targets = core.tensor([rows, 2], numbersAt(step, 8, 4).slice(first * 2, (first + rows) * 2));
    return core.meanSquaredError(core.affine(inputs, model.weight, model.bias), targets);
  };
  const caught = (call) => {
    try {
      call();
      return undefined;
    } catch ({ name, message }) {
      return { name, message };
    }
  };
`;

const train = `${ofRank}
  const norms = [];
  for (let step = 0; step < 30; step++) {
    optimizer.step(() => lossAt(step));
    norms.push(optimizer.gradientNorm);
  }
  return { weights: weights(), norms };`;

describe('the chain', () => {
  const model = { w: parameter(tensor([2], [1, 2])) };

  test('has it first, once, and for all parameters', () => {
    const average = averageAcross(alone);
    expect(() => new Optimizer(model, [average, sgd({ learningRate: 1 })])).not.toThrow();
    const rule = /averageAcross exchanges .* it must be the first transform of the chain/;
    expect(() => new Optimizer(model, [clipByGlobalNorm(1), average])).toThrow(rule);
    expect(() => new Optimizer(model, [average, average, sgd({ learningRate: 1 })])).toThrow(rule);
    const two = { w: model.w, v: parameter(tensor([1], [1])) };
    const descent = sgd({ learningRate: 1 });
    const some = groups([{ parameters: [two.w], chain: [average, descent] }, { chain: descent }]);
    expect(() => new Optimizer(two, some)).toThrow(rule);
  });

  test('changes nothing if a rank is alone', () => {
    const [one, other] = [0, 1].map(() => ({ w: parameter(tensor([2], [1, 2])) })) as [
      typeof model,
      typeof model,
    ];
    const chain = [clipByGlobalNorm(0.1), adam()];
    const optimizers = [
      new Optimizer(one, chain),
      new Optimizer(other, [averageAcross(alone, { weight: 3 }), ...chain]),
    ];
    for (let step = 0; step < 5; step++) {
      optimizers[0]?.step(() => meanSquaredError(one.w, tensor([2], [0, step])));
      optimizers[1]?.step(() => meanSquaredError(other.w, tensor([2], [0, step])));
    }
    expect(other.w.toFloats()).toEqual(one.w.toFloats());
  });
});

describe.skipIf(!canRunInThreads)('ranks', () => {
  test.each([2, 3])(
    '%i of them with unlike numbers of rows train as one process with all rows',
    async (size) => {
      const results = (await inThreads(size, train)) as readonly { weights: number[]; norms: number[] }[];
      const expected = ofOneProcess(30);
      for (const { weights, norms } of results) {
        expect(weights).toEqual(results[0]?.weights);
        expect(norms).toEqual(results[0]?.norms);
        weights.forEach((weight, i) => expect(Math.abs(weight - (expected[i] as number))).toBeLessThan(1e-5));
      }
      expect(await inThreads(size, train)).toEqual(results);
    },
  );

  test('fail together if a step fails on one of them, and nothing is changed', async () => {
    const failing = `${ofRank}
      optimizer.step(() => lossAt(0));
      const before = weights();
      const failingLoss = () => {
        if (rank === 1) throw new RangeError('no rows');
        return lossAt(1);
      };
      const first = caught(() => optimizer.step(failingLoss));
      const second = caught(() => optimizer.step(() => (rank === 1 ? core.multiply(lossAt(1), Infinity) : lossAt(1))));
      const same = weights().every((weight, i) => weight === before[i]) && optimizer.steps === 1;
      optimizer.step(() => lossAt(1));
      return { first, second, same, weights: weights() };`;
    const [zero, one] = (await inThreads(2, failing)) as {
      first: { name: string; message: string };
      second: { name: string; message: string };
      same: boolean;
      weights: number[];
    }[];
    expect(one?.first).toEqual({ name: 'RangeError', message: 'no rows' });
    expect(zero?.first).toEqual({
      name: 'HostError',
      message: 'Step 1: it failed on rank 1, and so on all. Nothing was updated. The error there: no rows',
    });
    expect([zero?.second.name, one?.second.name]).toEqual(['NonFiniteError', 'NonFiniteError']);
    expect(zero?.second.message).toContain(one?.second.message);
    expect([zero?.same, one?.same]).toEqual([true, true]);
    expect(zero?.weights).toEqual(one?.weights);
  });

  test('find that one of them has other parameters, when they are compared', async () => {
    const changed = `${ofRank}
      const found = [];
      for (let step = 0; step < 8; step++) {
        if (step === 2 && rank === 1)
          operation.loadStateDictionary(model, { ...operation.stateDictionary(model), bias: core.tensor([2], [5, 5]) });
        found.push(caught(() => optimizer.step(() => lossAt(step)))?.message);
      }
      return found;`;
    const results = (await inThreads(2, changed)) as readonly (string | undefined)[][];
    for (const found of results) {
      expect(found.slice(0, 7)).toEqual(Array.from({ length: 7 }));
      expect(found[7]).toMatch(/^Step 7: the parameters of rank 1 differ from those of rank 0/);
    }
  });

  test('with unlike models are refused by all', async () => {
    const unlike = `
      const model = { w: core.parameter(core.zeros([2 + group.rank])) };
      return new optim.Optimizer(model, [optim.averageAcross(group), optim.sgd({ learningRate: 1 })]).steps;`;
    for (const result of await inThreads(2, unlike)) {
      expect(result).toMatchObject({
        error: 'ArgumentError',
        message: expect.stringContaining('of rank 1 have other parameters') as string,
      });
    }
  });

  test('give a parameter that takes part on one of them its share of the mean, and none where it takes part on none', async () => {
    const taking = `
      const one = () => core.parameter(core.tensor([1], [1]));
      const model = { w: one(), v: one(), u: one() };
      const chain = [optim.averageAcross(group), optim.weightDecay(1), optim.sgd({ learningRate: 0.5 })];
      const optimizer = new optim.Optimizer(model, chain);
      optimizer.step(() => core.sum(group.rank === 0 ? model.w : core.add(model.w, model.v)));
      return [model.w, model.v, model.u].map((p) => p.toFloats()[0]);`;
    // w: 1 - 0.5 (1 + 1); v: 1 - 0.5 (1/2 + 1); u takes no part, so it does not decay either
    for (const result of await inThreads(2, taking)) expect(result).toEqual([0, 0.25, 1]);
  });
});
