import { seeded } from '@tbptt/core';
import { temporalOrder } from '@tbptt/data';
import { expect, test } from 'vitest';
import { chronoLSTM } from './layers.js';
import { Reader } from './reader.js';

test('an answer is what is said at the last step of each sequence', () => {
  const random = seeded(2);
  const [B, O] = [5, 4];
  const { inputs, lengths } = temporalOrder(random, { steps: 20, lanes: B });
  const model = new Reader(chronoLSTM(8, 6, 20, random), O, { random });
  const said = model.read(inputs, { lengths }).toFloats();
  const answers = model.answer(inputs, { lengths }).toFloats();
  for (const [b, length] of lengths.entries()) {
    const row = (length - 1) * B + b;
    const last = said.subarray(row * O, (row + 1) * O);
    expect(answers.subarray(b * O, (b + 1) * O)).toEqual(last);
  }
});
