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

test('its progress is told, up to the whole', async () => {
  const lanes = new Lanes(ids, { lanes: 2 });
  const seen: { share: number; characters: number; bitsPerCharacter: number }[] = [];
  const found = await heldOutBits(model, lanes, 32, new Interruption(), (progress) => seen.push(progress));
  expect(seen.length).toBeGreaterThan(5);
  expect(seen.map(({ share }) => share)).toEqual(seen.map(({ share }) => share).toSorted((a, b) => a - b));
  expect(seen.at(-1)).toEqual({ share: 1, ...found });
});
