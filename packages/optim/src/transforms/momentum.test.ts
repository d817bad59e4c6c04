import { multiply, parameter, scalar } from '@tbptt/core';
import { expect, test } from 'vitest';
import { Optimizer } from '../optimizer.js';
import { sgd } from '../sgd.js';
import { momentum } from './momentum.js';

const gradients = [1, -2, 4, 0.5];

test.each([false, true])('a momentum may be a schedule (Nesterov: %s)', (nesterov) => {
  const momenta = [0.95, 0.9, 0.5, 0.85];
  const p = parameter(scalar(0));
  const momentumOf = (step: number) => momenta[step] ?? Number.NaN;
  const optimizer = new Optimizer([p], sgd({ learningRate: 0.1, momentum: momentumOf, nesterov }));
  let expected = 0;
  let velocity = 0;
  gradients.forEach((gradient, step) => {
    optimizer.step(() => multiply(p, gradient));
    const kept = momentumOf(step);
    velocity = step === 0 ? gradient : kept * velocity + gradient;
    expected -= 0.1 * (nesterov ? gradient + kept * velocity : velocity);
    expect(p.item()).toBeCloseTo(expected, 6);
  });
});

test('a scheduled momentum that is none ends the step', () => {
  const p = parameter(scalar(0));
  const optimizer = new Optimizer([p], [momentum((step) => 0.5 - step)]);
  optimizer.step(() => p);
  expect(() => optimizer.step(() => p)).toThrow(
    'momentum: the coefficient of step 1 is -0.5; it must be a finite number of at least 0.',
  );
  expect([p.item(), optimizer.steps]).toEqual([-1, 1]);
});
