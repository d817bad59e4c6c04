import type { Group } from '@tbptt/core';
import { expect, test } from 'vitest';
import { follow, lead } from './lead.js';

test('the others run a workload as often as the first', () => {
  const words: number[] = [];
  const first: Group = {
    rank: 0,
    size: 2,
    allReduce() {},
    broadcast: ([array]) => words.push(...(array as Uint8Array)),
    barrier() {},
  };
  const runs = { first: 0, other: 0 };
  const led = lead({ size: 7, run: () => runs.first++ }, first);
  for (let i = 0; i < 3; i++) led.run();
  led.end();
  expect([led.size, runs.first, words.length]).toEqual([7, 3, 4]);
  const other: Group = {
    ...first,
    rank: 1,
    broadcast: ([array]) => (array as Uint8Array).set([words.shift() ?? -1]),
  };
  follow({ size: 7, run: () => runs.other++ }, other);
  expect(runs.other).toBe(3);
});
