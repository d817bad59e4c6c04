import { crossEntropy, seeded } from '@tbptt/core';
import { Lanes } from '@tbptt/data';
import { CharLM, validate } from '@tbptt/rnn';
import { expect, test } from 'vitest';
import { Interruption } from '../interruption.js';
import { heldOutBits } from './held-out-loss.js';

const ids = Int32Array.from({ length: 2500 }, (_, i) => (i * i) % 7);
const model = new CharLM(7, { hidden: 6, random: seeded(1) });

test('the held-out loss is what validate finds over the whole stream at once', async () => {
  const lanes = new Lanes(ids, { lanes: 2 });
  const whole = validate(model, lanes, { window: 32, loss: crossEntropy });
  const found = await heldOutBits(model, lanes, 32, new Interruption());
  expect(found?.characters).toBe(2499);
  expect(found?.bitsPerCharacter).toBeCloseTo(whole.loss / Math.LN2, 6);
});

test('it is not found where it is interrupted', async () => {
  const interruption = new Interruption();
  interruption.request(130);
  expect(await heldOutBits(model, new Lanes(ids, { lanes: 2 }), 32, interruption)).toBeUndefined();
});
