import { parameter, scalar } from '@tbptt/core';
import { describe, expect, test } from 'vitest';
import { type AdamOptions, adam } from './adam.js';
import { Optimizer } from './optimizer.js';
import { optimizerContract, type Setting } from './testing/optimizer-contract.js';

type Options = Omit<AdamOptions, 'learningRate' | 'betas'> & { readonly betas?: readonly [number, number] };

const setting = (options: Options): Setting => ({
  options: JSON.stringify(options),
  chain: (learningRate) => adam({ learningRate, ...options }),
  reference: (learningRate) => {
    const { betas: [beta1, beta2] = [0.9, 0.999], eps = 1e-8, weightDecay = 0, amsgrad = false } = options;
    let m = 0;
    let v = 0;
    let largest = 0;
    return (p, gradient, step) => {
      const g = gradient + weightDecay * p;
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      largest = Math.max(largest, v);
      const mHat = m / (1 - beta1 ** (step + 1));
      const vHat = (amsgrad ? largest : v) / (1 - beta2 ** (step + 1));
      return p - (learningRate * mHat) / (Math.sqrt(vHat) + eps);
    };
  },
});

optimizerContract({ describe, test }, 'adam', {
  settings: [
    setting({}),
    setting({ betas: [0.5, 0.9], eps: 1e-3 }),
    setting({ betas: [0, 0] }),
    setting({ weightDecay: 0.01 }),
    setting({ betas: [0.9, 0.6], amsgrad: true }),
  ],
  quadratic: 0.1,
  rosenbrock: { chain: adam({ learningRate: 0.05 }), steps: 2000 },
});

test('adam has a learning rate of a thousandth unless told otherwise', () => {
  const p = parameter(scalar(0));
  new Optimizer([p], adam()).step(() => p);
  expect(p.item()).toBeCloseTo(-1e-3, 8);
});

test('adam refuses options out of range', () => {
  expect(() => adam({ betas: [0.9, 1] })).toThrow(
    'scaleByAdam: betas[1] is 1; it must be a finite number of at least 0 and less than 1.',
  );
  expect(() => adam({ betas: [-0.1, 0.9] })).toThrow('scaleByAdam: betas[0] is -0.1');
  expect(() => adam({ eps: -1 })).toThrow(
    'scaleByAdam: eps is -1; it must be a finite number of at least 0.',
  );
  expect(() => adam({ weightDecay: Number.POSITIVE_INFINITY })).toThrow(
    'weightDecay: the coefficient is Infinity',
  );
});
