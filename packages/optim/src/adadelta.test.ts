import { describe, expect, test } from 'vitest';
import { type AdadeltaOptions, adadelta } from './adadelta.js';
import { exponential } from './schedules/exponential.js';
import { optimizerContract, type Setting } from './testing/optimizer-contract.js';

const setting = (options: Omit<AdadeltaOptions, 'learningRate'>): Setting => ({
  options: JSON.stringify(options),
  chain: (learningRate) => adadelta({ learningRate, ...options }),
  reference: (learningRate) => {
    const { rho = 0.9, eps = 1e-6, weightDecay = 0 } = options;
    let squares = 0;
    let changes = 0;
    return (p, gradient) => {
      const g = gradient + weightDecay * p;
      squares = rho * squares + (1 - rho) * g * g;
      const change = (Math.sqrt(changes + eps) / Math.sqrt(squares + eps)) * g;
      changes = rho * changes + (1 - rho) * change * change;
      return p - learningRate * change;
    };
  },
});

optimizerContract({ describe, test }, 'adadelta', {
  settings: [setting({}), setting({ rho: 0.6, eps: 1e-3 }), setting({ weightDecay: 0.01 })],
  quadratic: 3,
  rosenbrock: {
    chain: adadelta({ learningRate: exponential(3, { factor: 0.9989 }), rho: 0.95 }),
    steps: 5000,
  },
});

test('adadelta refuses options out of range', () => {
  expect(() => adadelta({ rho: 1.1 })).toThrow(
    'scaleByAdadelta: rho is 1.1; it must be a finite number of at least 0 and of at most 1.',
  );
  expect(() => adadelta({ eps: -1 })).toThrow('scaleByAdadelta: eps is -1');
});
