import { seeded, zeros } from '@tbptt/core';
import { expect, test } from 'vitest';
import { GRU } from '../cells/gru.js';
import { laneEvents } from './lane-events.js';

const layer = new GRU(2, 3, { random: seeded(1) });
const unroll = (lanes: object) => () => layer.unroll(zeros([4, 2, 2]), layer.initialState(2), lanes);

test('lengths and resets that do not fit the window are refused by name', () => {
  expect(unroll({ lengths: [4] })).toThrow(
    'GRU: 1 lengths are given for 2 lanes; there must be one for each.',
  );
  expect(unroll({ lengths: [4, 5] })).toThrow(
    'GRU: the length of lane 1 is 5; it must be a whole number from 0 to T = 4.',
  );
  expect(unroll({ lengths: [1.5, 2] })).toThrow('the length of lane 0 is 1.5');
  expect(unroll({ resets: { shape: [2, 4], data: new Int32Array(8) } })).toThrow(
    'GRU: the resets are [2, 4]; they must be [T, B] = [4, 2].',
  );
});

test('where nothing happens to any lane there are no events', () => {
  expect(laneEvents('GRU', {}, 4, 2)).toBeUndefined();
  expect(laneEvents('GRU', { lengths: [4, 4] }, 4, 2)).toBeUndefined();
  expect(laneEvents('GRU', { lengths: [4, 3] }, 4, 2)?.paused).toEqual([[], [], [], [1]]);
});
