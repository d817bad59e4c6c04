import { parameter, scalar } from '@tbptt/core';
import { describe, expect, test } from 'vitest';
import { type AdamaxOptions, adamax } from './adamax.js';
import { Optimizer } from './optimizer.js';
import { optimizerContract, type Setting } from './testing/optimizer-contract.js';

type Options = Omit<AdamaxOptions, 'learningRate' | 'betas'> & { readonly betas?: readonly [number, number] };

const setting = (options: Options): Setting => ({
  options: JSON.stringify(options),
  chain: (learningRate) => adamax({ learningRate, ...options }),
  reference: (learningRate) => {
    const { betas: [beta1, beta2] = [0.9, 0.999], eps = 1e-8, weightDecay = 0 } = options;
    let mean = 0;
    let largest = 0;
    return (p, gradient, step) => {
      const g = gradient + weightDecay * p;
      mean = beta1 * mean + (1 - beta1) * g;
      largest = Math.max(beta2 * largest, Math.abs(g) + eps);
      return p - (learningRate / (1 - beta1 ** (step + 1))) * (mean / largest);
    };
  },
});

optimizerContract({ describe, test }, 'adamax', {
  settings: [setting({}), setting({ betas: [0.5, 0.9], eps: 1e-2 }), setting({ weightDecay: 0.01 })],
  quadratic: 0.1,
  rosenbrock: { chain: adamax({ learningRate: 0.05 }), steps: 3000 },
});

test('adamax has a learning rate of two thousandths unless told otherwise', () => {
  const p = parameter(scalar(0));
  new Optimizer([p], adamax()).step(() => p);
  expect(p.item()).toBeCloseTo(-2e-3, 8);
});

test('adamax refuses options out of range', () => {
  expect(() => adamax({ betas: [1, 0.9] })).toThrow(
    'scaleByAdamax: betas[0] is 1; it must be a finite number of at least 0 and less than 1.',
  );
  expect(() => adamax({ eps: -1 })).toThrow('scaleByAdamax: eps is -1');
});
