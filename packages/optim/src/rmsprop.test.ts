import { parameter, scalar } from '@tbptt/core';
import { describe, expect, test } from 'vitest';
import { Optimizer } from './optimizer.js';
import { type RMSpropOptions, rmsprop } from './rmsprop.js';
import { cosine } from './schedules/cosine.js';
import { optimizerContract, type Setting } from './testing/optimizer-contract.js';

const setting = (
  options: Omit<RMSpropOptions, 'learningRate' | 'momentum'> & { readonly momentum?: number },
): Setting => ({
  options: JSON.stringify(options),
  chain: (learningRate) => rmsprop({ learningRate, ...options }),
  reference: (learningRate) => {
    const { alpha = 0.99, eps = 1e-8, weightDecay = 0, momentum = 0, centered = false } = options;
    let square = 0;
    let mean = 0;
    let velocity = 0;
    return (p, gradient) => {
      const g = gradient + weightDecay * p;
      square = alpha * square + (1 - alpha) * g * g;
      mean = alpha * mean + (1 - alpha) * g;
      const root = Math.sqrt(centered ? square - mean * mean : square);
      velocity = momentum * velocity + g / (root + eps);
      return p - learningRate * velocity;
    };
  },
});

optimizerContract({ describe, test }, 'rmsprop', {
  settings: [
    setting({}),
    setting({ alpha: 0.9, momentum: 0.5 }),
    setting({ centered: true, weightDecay: 0.1 }),
    setting({ alpha: 0.5, eps: 1e-2, momentum: 0.9, centered: true }),
  ],
  quadratic: 0.02,
  rosenbrock: { chain: rmsprop({ learningRate: cosine(5e-3, { steps: 2500 }), momentum: 0.9 }), steps: 2500 },
});

test('rmsprop has a learning rate of a hundredth unless told otherwise', () => {
  const p = parameter(scalar(0));
  new Optimizer([p], rmsprop({ alpha: 0 })).step(() => p);
  expect(p.item()).toBeCloseTo(-0.01, 8);
});

test('centered rmsprop survives a gradient without variance', () => {
  const p = parameter(scalar(0));
  const optimizer = new Optimizer([p], rmsprop({ centered: true, alpha: 0.1, eps: 1 }));
  for (let step = 0; step < 50; step++) optimizer.step(() => p);
  expect(p.item()).toBeLessThan(0);
});

test('rmsprop refuses options out of range', () => {
  expect(() => rmsprop({ alpha: 1 })).toThrow(
    'scaleByRMS: alpha is 1; it must be a finite number of at least 0 and less than 1.',
  );
  expect(() => rmsprop({ eps: Number.NaN })).toThrow('scaleByRMS: eps is NaN');
  expect(() => rmsprop({ momentum: -0.5 })).toThrow('momentum: the coefficient is -0.5');
});
