import { crossEntropy, parametersOf, seeded } from '@tbptt/core';
import { engine } from '@tbptt/core/operation';
import { expect, test } from 'vitest';
import { GRU } from '../cells/gru.js';
import { gradientByLag } from './gradient-by-lag.js';

const random = seeded(1);
const ids = (length: number) => ({
  shape: [length, 1],
  data: Int32Array.from({ length }, () => random.integer(4)),
});

test('gradients by lag need no more memory for 2,000 lags than for 50, in one turn of the event loop', () => {
  const model = new GRU(4, 4, { random });
  const length = 2001;
  const [inputs, targets] = [ids(length), ids(length)];
  const part = ({ data }: { data: Int32Array }, start: number, end: number) => ({
    shape: [end - start, 1],
    data: data.slice(start, end),
  });
  const stream = {
    lanes: 1,
    length,
    window(start: number, steps: number) {
      const end = Math.min(start + steps, length);
      return { inputs: part(inputs, start, end), targets: part(targets, start, end), count: end - start };
    },
  };
  const { memory } = engine();
  gradientByLag(model, stream, { lags: 50, loss: crossEntropy });
  const before = [memory.byteLength, memory.blocks.allocatedBytes];
  const norms = gradientByLag(model, stream, { lags: 2000, loss: crossEntropy });
  expect([memory.byteLength, memory.blocks.allocatedBytes]).toEqual(before);
  expect(norms.length).toBe(2000);
  expect(norms.every(Number.isFinite)).toBe(true);
  for (const parameter of parametersOf(model).values()) expect(parameter.gradient).toBeUndefined();
});
