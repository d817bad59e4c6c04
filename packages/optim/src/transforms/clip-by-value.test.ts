import { multiply, parameter, sqrt, sum, tensor, zeros } from '@tbptt/core';
import { expect, test } from 'vitest';
import { Optimizer } from '../optimizer.js';
import { clipByValue } from './clip-by-value.js';

test('clipping by value limits every element', () => {
  const p = parameter(zeros([5]));
  new Optimizer([p], [clipByValue(2)]).step(() => sum(multiply(p, tensor([5], [-3, -2, 0.5, 2, 1e9]))));
  expect(p.toFloats()).toEqual(Float32Array.of(2, 2, -0.5, -2, -2));
});

test('clipping by value does not hide what is not a number', () => {
  const p = parameter(zeros([1]));
  new Optimizer([p], [clipByValue(2)]).step(() => sum(sqrt(multiply(p, zeros([1])))));
  expect(p.item()).toBeNaN();
});

test('clipping by value refuses limits that are none', () => {
  expect(() => clipByValue(0)).toThrow(
    'clipByValue: the limit is 0; it must be a finite number greater than 0.',
  );
  expect(() => clipByValue(Number.POSITIVE_INFINITY)).toThrow('the limit is Infinity');
});
