import { parameter, scalar } from '@tbptt/core';
import { describe, expect, test } from 'vitest';
import { type AdagradOptions, adagrad } from './adagrad.js';
import { Optimizer } from './optimizer.js';
import { optimizerContract, type Setting } from './testing/optimizer-contract.js';

const setting = (options: Omit<AdagradOptions, 'learningRate'>): Setting => ({
  options: JSON.stringify(options),
  chain: (learningRate) => adagrad({ learningRate, ...options }),
  reference: (learningRate) => {
    const { learningRateDecay = 0, weightDecay = 0, initialAccumulatorValue = 0, eps = 1e-10 } = options;
    let sum = initialAccumulatorValue;
    return (p, gradient, step) => {
      const g = gradient + weightDecay * p;
      sum += g * g;
      return p - ((learningRate / (1 + step * learningRateDecay)) * g) / (Math.sqrt(sum) + eps);
    };
  },
});

optimizerContract({ describe, test }, 'adagrad', {
  settings: [
    setting({}),
    setting({ learningRateDecay: 0.1, weightDecay: 0.01, initialAccumulatorValue: 0.2 }),
    setting({ eps: 0.1 }),
  ],
  quadratic: 0.5,
  rosenbrock: { chain: adagrad({ learningRate: 1 }), steps: 8000 },
});

test('adagrad has a learning rate of a hundredth unless told otherwise', () => {
  const p = parameter(scalar(0));
  new Optimizer([p], adagrad()).step(() => p);
  expect(p.item()).toBeCloseTo(-0.01, 8);
});

test('adagrad divides the rate of a schedule by its own decay', () => {
  const p = parameter(scalar(0));
  const optimizer = new Optimizer([p], adagrad({ learningRate: (step) => step, learningRateDecay: 1 }));
  optimizer.step(() => p);
  expect(p.item()).toBe(0);
  optimizer.step(() => p);
  expect(p.item()).toBeCloseTo(-(1 / 2) / Math.sqrt(2), 6);
});

test('adagrad refuses options out of range', () => {
  expect(() => adagrad({ learningRateDecay: -1 })).toThrow(
    'adagrad: learningRateDecay is -1; it must be a finite number of at least 0.',
  );
  expect(() => adagrad({ initialAccumulatorValue: -1 })).toThrow(
    'scaleByAdagrad: initialAccumulatorValue is -1',
  );
  expect(() => adagrad({ eps: -1 })).toThrow('scaleByAdagrad: eps is -1');
});
