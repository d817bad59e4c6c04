import { describe, expect, test } from 'vitest';
import { type ExampleName, isExample, run } from './run.js';

const samples = 64;

describe.each<[ExampleName, updatesPerEpoch: number]>([
  ['full-batch', 1],
  ['one-at-a-time', samples],
  ['mini-batches', samples / 16],
])('%s', (name, updatesPerEpoch) => {
  test('makes as many updates as its way of descent says', () => {
    expect(run(name, { epochs: 3, samples, seed: 1 }).updates).toBe(3 * updatesPerEpoch);
  });

  test('learns', () => {
    const before = run(name, { epochs: 0, samples, seed: 1 });
    const after = run(name, { epochs: 30, samples, seed: 1 });
    expect(after.trainingLoss).toBeLessThan(before.trainingLoss / 2);
    expect(after.heldOutLoss).toBeLessThan(before.heldOutLoss / 2);
  });

  test('comes to the same loss from the same seed', () => {
    const [a, b] = [1, 2].map(() => run(name, { epochs: 3, samples, seed: 7 }).trainingLoss);
    expect(a).toBe(b);
  });
});

test('more updates in the same number of epochs come closer to the noise', () => {
  const lossOf = (name: ExampleName) => run(name, { epochs: 60, samples, seed: 1 }).trainingLoss;
  const [full, mini, single] = [lossOf('full-batch'), lossOf('mini-batches'), lossOf('one-at-a-time')];
  expect(mini).toBeLessThan(full);
  expect(single).toBeLessThan(mini);
  expect(single).toBeLessThan(0.04);
});

test('other names are no examples', () => {
  expect(isExample('mini-batches')).toBe(true);
  expect(isExample('toString')).toBe(false);
});
