import { multiply, parameter, scalar } from '@tbptt/core';
import { expect, test } from 'vitest';
import { adam } from '../adam.js';
import { Optimizer } from '../optimizer.js';

const gradients = [1, -2, 4, 0.5];
const betas1 = [0.95, 0.9, 0.5, 0.85];
const betas2 = [0.9, 0.99, 0.999, 0.95];

test('betas may be schedules, whose value at the step is all that counts', () => {
  const p = parameter(scalar(0));
  const betas = [(step: number) => betas1[step] ?? 0, { at: (step: number) => betas2[step] ?? 0 }] as const;
  const optimizer = new Optimizer([p], adam({ learningRate: 0.1, betas }));
  let [expected, m, v] = [0, 0, 0];
  gradients.forEach((gradient, step) => {
    optimizer.step(() => multiply(p, gradient));
    const [beta1, beta2] = [betas1[step] ?? 0, betas2[step] ?? 0];
    m = beta1 * m + (1 - beta1) * gradient;
    v = beta2 * v + (1 - beta2) * gradient ** 2;
    const root = Math.sqrt(v / (1 - beta2 ** (step + 1))) + 1e-8;
    expected -= (0.1 * (m / (1 - beta1 ** (step + 1)))) / root;
    expect(p.item()).toBeCloseTo(expected, 6);
  });
});

test('a scheduled beta that is none ends the step', () => {
  const p = parameter(scalar(0));
  const optimizer = new Optimizer([p], adam({ betas: [(step) => (step === 0 ? 0.9 : 1), 0.999] }));
  optimizer.step(() => p);
  const before = p.item();
  expect(() => optimizer.step(() => p)).toThrow(
    'scaleByAdam: betas[0] of step 1 is 1; it must be a finite number of at least 0 and less than 1.',
  );
  expect(p.item()).toBe(before);
});
