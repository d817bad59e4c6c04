import { seeded } from '@tbptt/core';
import { expect, test } from 'vitest';
import { Forgetful } from './forgetful.js';
import { openLSTM } from './layers.js';
import { Reader } from './reader.js';
import { ReberStreams } from './reber-streams.js';

const random = seeded(1);
const model = new Reader(openLSTM(7, 8, random), 7, { random });
const { inputs } = new ReberStreams(random, 2, 40).window(0, 10);

test('a model that forgets reads a second window as if it were the first', () => {
  const forgetful = new Forgetful(model);
  const first = forgetful.unroll(inputs, forgetful.initialState(2));
  const second = forgetful.unroll(inputs, first.state);
  expect(second.outputs.toFloats()).toEqual(first.outputs.toFloats());
  expect(first.outputs.toFloats()).toEqual(model.read(inputs).toFloats());
  expect(model.unroll(inputs, first.state).outputs.toFloats()).not.toEqual(first.outputs.toFloats());
});

test('a step of it begins anew too', () => {
  const forgetful = new Forgetful(model);
  const symbols = { shape: [2], data: Int32Array.of(1, 4) };
  const first = forgetful.step(symbols, forgetful.initialState(2));
  expect(forgetful.step(symbols, first.state).output.toFloats()).toEqual(first.output.toFloats());
});
