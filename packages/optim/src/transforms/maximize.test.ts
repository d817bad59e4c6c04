import { negate, parameter, square, subtract, sum, tensor } from '@tbptt/core';
import { expect, test } from 'vitest';
import { adam } from '../adam.js';
import { Optimizer } from '../optimizer.js';
import { maximize } from './maximize.js';

test('maximizing a function is minimizing its negative', () => {
  const start = tensor([3], [1, -2, 5]);
  const hill = (p: typeof start) => negate(sum(square(subtract(p, 1))));
  const [up, down] = [parameter(start), parameter(start)];
  const climbing = new Optimizer([up], [maximize(), adam({ learningRate: 0.1, weightDecay: 0.01 })]);
  const descending = new Optimizer([down], adam({ learningRate: 0.1, weightDecay: 0.01 }));
  for (let step = 0; step < 20; step++) {
    climbing.step(() => hill(up));
    descending.step(() => negate(hill(down)));
  }
  expect(up.toFloats()).toEqual(down.toFloats());
  expect(hill(up).item()).toBeGreaterThan(hill(start).item());
});
