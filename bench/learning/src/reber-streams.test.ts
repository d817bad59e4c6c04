import { seeded } from '@tbptt/core';
import { continualReber } from '@tbptt/data';
import { expect, test } from 'vitest';
import { ReberStreams } from './reber-streams.js';

const [B, N] = [3, 100];
const streams = new ReberStreams(seeded(5), B, N);
const random = seeded(5);
const strings = Array.from({ length: B }, () => continualReber(random, N + 1));

test('a window shows the symbols of every stream, the next ones, and what is allowed', () => {
  const { inputs, targets, legal, count } = streams.window(20, 30);
  expect([inputs.shape, targets.shape, legal.shape, count]).toEqual([[30, B], [30, B], [90, 7], 90]);
  for (const [b, string] of strings.entries()) {
    for (let t = 0; t < 30; t++) {
      const row = t * B + b;
      expect(inputs.data[row]).toBe(string.ids[20 + t]);
      expect(targets.data[row]).toBe(string.ids[21 + t]);
      expect(legal.data.slice(row * 7, (row + 1) * 7)).toEqual(
        string.legal.data.slice((20 + t) * 7, (21 + t) * 7),
      );
    }
  }
});

test('the last window is as long as the stream lasts', () => {
  expect(streams.window(90, 30).inputs.shape).toEqual([10, B]);
});
