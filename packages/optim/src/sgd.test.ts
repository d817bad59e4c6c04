import { describe, expect, test } from 'vitest';
import { sgd } from './sgd.js';
import { optimizerContract, type Setting } from './testing/optimizer-contract.js';

interface Options {
  readonly momentum?: number;
  readonly dampening?: number;
  readonly nesterov?: boolean;
  readonly weightDecay?: number;
}

const setting = (options: Options): Setting => ({
  options: JSON.stringify(options),
  chain: (learningRate) => sgd({ learningRate, ...options }),
  reference: (learningRate) => {
    const { momentum = 0, dampening = 0, nesterov = false, weightDecay = 0 } = options;
    let v = 0;
    return (p, gradient, step) => {
      const g = gradient + weightDecay * p;
      v = step === 0 ? g : momentum * v + (1 - dampening) * g;
      if (momentum === 0) return p - learningRate * g;
      return p - learningRate * (nesterov ? g + momentum * v : v);
    };
  },
});

optimizerContract({ describe, test }, 'sgd', {
  settings: [
    setting({}),
    setting({ momentum: 0.9 }),
    setting({ momentum: 0.9, dampening: 0.3 }),
    setting({ momentum: 0.8, nesterov: true }),
    setting({ momentum: 0.5, dampening: 0.5, weightDecay: 0.05 }),
  ],
  quadratic: 0.05,
  rosenbrock: { chain: sgd({ learningRate: 1e-3, momentum: 0.9 }), steps: 3000 },
});

test('sgd refuses options out of range', () => {
  expect(() => sgd({ learningRate: -1 })).toThrow(
    'scaleByLearningRate: the learning rate is -1; it must be a finite number of at least 0.',
  );
  expect(() => sgd({ learningRate: 1, momentum: Number.NaN })).toThrow('momentum: the coefficient is NaN');
  expect(() => sgd({ learningRate: 1, momentum: 0.9, dampening: 2 })).toThrow(
    'momentum: dampening is 2; it must be a finite number of at least 0 and of at most 1.',
  );
  expect(() => sgd({ learningRate: 1, weightDecay: -1 })).toThrow('weightDecay: the coefficient is -1');
});

test("Nesterov's momentum needs a momentum and no dampening", () => {
  const message = "Nesterov's momentum needs a coefficient greater than 0 and no dampening.";
  expect(() => sgd({ learningRate: 1, nesterov: true })).toThrow(message);
  expect(() => sgd({ learningRate: 1, nesterov: true, momentum: 0.9, dampening: 0.1 })).toThrow(message);
});
