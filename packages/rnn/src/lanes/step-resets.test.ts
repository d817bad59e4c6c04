import { indices, seeded, zeros } from '@tbptt/core';
import { describe, expect, test } from 'vitest';
import { bidirectional } from '../bidirectional.js';
import { GRU } from '../cells/gru.js';
import { GRUResetBefore } from '../cells/gru-reset-before.js';
import { LSTM } from '../cells/lstm.js';
import { CharLM } from '../models/char-lm.js';
import type { Recurrent, State } from '../recurrent.js';
import { Zoneout } from '../regularization/zoneout.js';
import { Stack } from '../stack.js';
import { LearnedState } from '../states/learned-state.js';
import { tensorsOf } from '../states/map-states.js';

const [T, B, D] = [4, 3, 5];
const random = seeded(3);
const ids = Int32Array.from({ length: T * B }, (_, i) => (i * i + 1) % D);
const marks = [0, 0, 0, 0, 1, 0, 2, 0, -1, 0, 0, 0];
const gru = () => new GRU(D, 4, { random });

const networks: Readonly<Record<string, Recurrent>> = {
  LSTM: new LSTM(D, 4, { random }),
  'a projected LSTM': new LSTM(D, 6, { random, projection: 4 }),
  'a layer of operations': new GRUResetBefore(D, 4, { random }),
  Zoneout: new Zoneout(gru(), { random, probabilities: { h: 0.3 } }),
  LearnedState: new LearnedState(gru()),
  'a stack': new Stack<State>([gru(), new LearnedState(new LSTM(4, 4, { random }))]),
  CharLM: new CharLM(D, { hidden: 4, layers: 2, embedding: 3, random }),
};

describe.each(Object.entries(networks))('%s', (_, network) => {
  test('steps with resets as a window does', () => {
    const window = network.unroll(indices([T, B], ids), network.initialState(B), {
      resets: indices([T, B], marks),
    });
    const outputs: number[] = [];
    let state = network.initialState(B);
    for (let t = 0; t < T; t++) {
      const resets = marks.slice(t * B, (t + 1) * B);
      const stepped = network.step(indices([B], ids.slice(t * B, (t + 1) * B)), state, { resets });
      outputs.push(...stepped.output.toFloats());
      ({ state } = stepped);
    }
    const floats = (of: State) => tensorsOf(of).map((tensor) => [...tensor.toFloats()]);
    expect(outputs).toEqual([...window.outputs.toFloats()]);
    expect(floats(state)).toEqual(floats(window.state));
  });

  test('refuses resets that are not one for each lane, and steps without them', () => {
    const input = indices([B], [1, 2, 3]);
    const state = network.initialState(B);
    const step = (lanes: unknown) => () => network.step(input, state, lanes as never);
    expect(step({ resets: [1] })).toThrow('1 resets are given for 3 lanes; there must be one for each');
    expect(step({ resets: ['a', 0, 0] })).toThrow("the reset of lane 0 is 'a'");
    expect(step({ resets: 3 })).toThrow('the resets are 3');
    expect(step(null)).toThrow('the lane options are null');
    const plain = network.step(input, state);
    expect([...network.step(input, state, {}).output.toFloats()]).toEqual([...plain.output.toFloats()]);
  });
});

test('a layer that reads from the end has no steps', () => {
  const Both = bidirectional(GRU);
  const stack = new Stack([new Both(D, 4, { random })]);
  expect(() => stack.step(zeros([B, D]), stack.initialState(B), { resets: [1, 0, 0] })).toThrow(
    "the layer 'layers.0' of the model is a Bidirectional GRU, whose outputs depend on later inputs",
  );
});
