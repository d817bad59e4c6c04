import { multiply, parameter, scalar } from '@tbptt/core';
import { describe, expect, test } from 'vitest';
import { Optimizer } from './optimizer.js';
import { type RAdamOptions, radam } from './radam.js';
import { sgd } from './sgd.js';
import { optimizerContract, type Setting } from './testing/optimizer-contract.js';
import { clipByGlobalNorm } from './transforms/clip-by-global-norm.js';

type Options = Omit<RAdamOptions, 'learningRate' | 'betas'> & { readonly betas?: readonly [number, number] };

const setting = (options: Options): Setting => ({
  options: JSON.stringify(options),
  chain: (learningRate) => radam({ learningRate, ...options }),
  reference: (learningRate) => {
    const { betas: [beta1, beta2] = [0.9, 0.999], eps = 1e-8 } = options;
    const { weightDecay = 0, decoupledWeightDecay = false } = options;
    let m = 0;
    let v = 0;
    return (p, gradient, step) => {
      const t = step + 1;
      const decayed = decoupledWeightDecay ? p * (1 - learningRate * weightDecay) : p;
      const g = decoupledWeightDecay ? gradient : gradient + weightDecay * p;
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      const mHat = m / (1 - beta1 ** t);
      const limit = 2 / (1 - beta2) - 1;
      const length = limit - (2 * t * beta2 ** t) / (1 - beta2 ** t);
      if (length <= 5) return decayed - learningRate * mHat;
      const r = Math.sqrt(((length - 4) * (length - 2) * limit) / ((limit - 4) * (limit - 2) * length));
      return decayed - (learningRate * mHat * r * Math.sqrt(1 - beta2 ** t)) / (Math.sqrt(v) + eps);
    };
  },
});

optimizerContract({ describe, test }, 'radam', {
  settings: [
    setting({}),
    setting({ betas: [0.5, 0.9], eps: 1e-3 }),
    setting({ weightDecay: 0.01 }),
    setting({ weightDecay: 0.1, decoupledWeightDecay: true }),
  ],
  quadratic: 0.1,
  rosenbrock: { chain: [clipByGlobalNorm(0.2), radam({ learningRate: 0.02 })], steps: 2000 },
});

test('radam follows the mean alone in its first five steps, then scales', () => {
  const [p, q] = [parameter(scalar(0)), parameter(scalar(0))];
  const rectified = new Optimizer([p], radam({ learningRate: 1 }));
  const plain = new Optimizer([q], sgd({ learningRate: 1 }));
  for (let step = 0; step < 5; step++) {
    rectified.step(() => multiply(p, 8));
    plain.step(() => multiply(q, 8));
  }
  expect(p.item()).toBeCloseTo(q.item(), 4);
  rectified.step(() => multiply(p, 8));
  plain.step(() => multiply(q, 8));
  expect(p.item()).toBeGreaterThan(q.item() + 7);
});

test('radam never scales where the second moment forgets within five steps', () => {
  const p = parameter(scalar(0));
  const optimizer = new Optimizer([p], radam({ learningRate: 1, betas: [0, 0.5] }));
  for (let step = 0; step < 50; step++) optimizer.step(() => multiply(p, 8));
  expect(p.item()).toBe(-400);
});

test('radam refuses options out of range', () => {
  expect(() => radam({ betas: [0.9, -1] })).toThrow('scaleByRAdam: betas[1] is -1');
  expect(() => radam({ eps: -1 })).toThrow('scaleByRAdam: eps is -1');
});
