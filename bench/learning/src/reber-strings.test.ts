import { seeded } from '@tbptt/core';
import { embeddedReberString, IGNORED } from '@tbptt/data';
import { expect, test } from 'vitest';
import { besideEachOther } from './reber-strings.js';

test('strings stand side by side, each symbol beside the next, and nothing behind their ends', () => {
  const random = seeded(3);
  const strings = Array.from({ length: 20 }, () => embeddedReberString(random));
  const { inputs, targets, lengths, legal } = besideEachOther(strings);
  const [T = 0, B = 0] = inputs.shape;
  expect([T, B]).toEqual([Math.max(...strings.map(({ ids }) => ids.length)) - 1, 20]);
  for (const [b, { ids, legal: expected }] of strings.entries()) {
    const column = (data: Int32Array) => [...data].filter((_, row) => row % B === b);
    expect(lengths[b]).toBe(ids.length - 1);
    expect(column(inputs.data).slice(0, lengths[b])).toEqual(Array.from(ids.subarray(0, -1)));
    expect(column(targets.data).slice(0, lengths[b])).toEqual(Array.from(ids.subarray(1)));
    expect(column(targets.data).slice(lengths[b])).toEqual(Array(T - ids.length + 1).fill(IGNORED));
    for (let t = 0; t < T; t++) {
      const row = legal.data.slice((t * B + b) * 7, (t * B + b + 1) * 7);
      expect(row).toEqual(t < ids.length - 1 ? expected.data.slice(t * 7, (t + 1) * 7) : new Float32Array(7));
    }
  }
});
