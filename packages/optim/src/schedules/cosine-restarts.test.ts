import { expectClose } from '@tbptt/core/testing';
import { expect, test } from 'vitest';
import { cosine } from './cosine.js';
import { cosineRestarts } from './cosine-restarts.js';

test('a cosine may begin anew, after longer and longer cycles', () => {
  const schedule = cosineRestarts(1, { steps: 3, growth: 2, final: 0.1 });
  for (const [start, length] of [
    [0, 3],
    [3, 6],
    [9, 12],
    [21, 24],
  ] as const) {
    const cycle = cosine(1, { steps: length, final: 0.1 });
    for (let k = 0; k < length; k++) expectClose(schedule(start + k), cycle(k), { relative: 1e-14 });
  }
});

test('a cosine may begin anew after cycles of one length, at any fraction of a step', () => {
  const schedule = cosineRestarts(1, { steps: 4 });
  const cycle = cosine(1, { steps: 4 });
  for (const k of [0, 0.25, 1, 3.75]) expectClose(schedule(1e6 + k), cycle(k), { relative: 1e-9 });
});

test('restarts refuse options out of range', () => {
  expect(() => cosineRestarts(1, { steps: 0 })).toThrow('cosineRestarts: steps is 0');
  expect(() => cosineRestarts(1, { steps: 2, growth: 0.5 })).toThrow('cosineRestarts: growth is 0.5');
  expect(() => cosineRestarts(1, { steps: 2, final: -1 })).toThrow('cosineRestarts: final is -1');
});
