import { crossEntropy, differentiate, seeded } from '@tbptt/core';
import { engine } from '@tbptt/core/operation';
import { Lanes } from '@tbptt/data';
import { expect, test } from 'vitest';
import { CharLM } from '../models/char-lm.js';
import type { Stepper } from './stepper.js';
import { truncatedBPTT } from './truncated-bptt.js';
import { validate } from './validate.js';

const model = new CharLM(7, { hidden: 8, random: seeded(3) });
const optimizer: Stepper = { step: (closure) => differentiate(model, closure) };

/**
 * The bytes that are taken, in use or not, once a stream of `steps` steps has been trained on: they
 * never become fewer.
 */
function memoryAfter(steps: number, k1: number, k2: number): readonly number[] {
  const ids = Int32Array.from({ length: steps + 1 }, (_, i) => (i * i + 3 * i) % 7);
  const stream = new Lanes(ids, { lanes: 1 });
  let read = 0;
  for (const { position } of truncatedBPTT(model, stream, { k1, k2, optimizer, loss: crossEntropy })) {
    read = position.end;
  }
  expect(read).toBe(steps);
  validate(model, stream, { window: k2, loss: crossEntropy });
  const { memory } = engine();
  return [memory.byteLength, memory.arena.capacity, memory.blocks.allocatedBytes];
}

test.each([
  [100, 100],
  [100, 200],
])('the memory of TBPTT(%d, %d) is the same over 10^3 and over 10^5 steps', (k1, k2) => {
  const short = memoryAfter(1e3, k1, k2);
  expect(memoryAfter(1e5, k1, k2)).toEqual(short);
});
