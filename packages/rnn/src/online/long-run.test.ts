import {
  differentiate,
  Engine,
  meanSquaredError,
  type Outcome,
  type StepResult,
  seeded,
  tensor,
} from '@tbptt/core';
import { expect, test } from 'vitest';
import { MinGRU } from '../cells/min-gru.js';
import { online } from './online.js';
import { rtrl } from './rtrl.js';

const STEPS = 1_000_000;

test(`memory is flat over ${STEPS} steps`, { timeout: 300_000 }, () => {
  const engine = new Engine();
  engine.run(() => {
    const model = new MinGRU(1, 2, { random: seeded(1) });
    const [inputs, targets] = [tensor([1, 1, 1], [0.5]), tensor([1, 1, 2], [0.1, 0.2])];
    const stream = { lanes: 1, length: STEPS, window: () => ({ inputs, targets, count: 1 }) };
    const optimizer = {
      step: <R extends StepResult>(closure: () => R): Outcome<R> => differentiate(model, closure),
    };
    const run = online(model, stream, { algorithm: rtrl(), optimizer, loss: meanSquaredError });
    const bytes = () => ({ memory: engine.memory.byteLength, blocks: engine.memory.blocks.allocatedBytes });
    for (let update = 0; update < 1000; update++) run.next();
    const early = bytes();
    let updates = 1000;
    for (const _ of run) updates++;
    expect(updates).toBe(STEPS);
    expect(bytes()).toEqual(early);
  });
});
