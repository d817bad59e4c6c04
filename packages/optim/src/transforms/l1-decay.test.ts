import { multiply, parameter, sum, tensor } from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import { expect, test } from 'vitest';
import { Optimizer } from '../optimizer.js';
import { l1Decay } from './l1-decay.js';
import { scaleByLearningRate } from './scale-by-learning-rate.js';

test('an L1 penalty pulls every weight towards zero with the same force, and leaves zero alone', () => {
  const start = [3, -0.5, 0, -0, 1e-30];
  const gradient = [1, 1, 1, -1, 0];
  const p = parameter(tensor([5], start));
  const optimizer = new Optimizer([p], [l1Decay(0.25), scaleByLearningRate(0.1)]);
  optimizer.step(() => sum(multiply(p, tensor([5], gradient))));
  expectClose(p.toFloats(), [3 - 0.125, -0.5 - 0.075, -0.1, 0.1, -0.025]);
});

test('an L1 penalty refuses a coefficient below zero', () => {
  expect(() => l1Decay(-1)).toThrow(
    'l1Decay: the coefficient is -1; it must be a finite number of at least 0.',
  );
});
