import { describe, expect, test } from 'vitest';
import { type NAdamOptions, nadam } from './nadam.js';
import { optimizerContract, type Setting } from './testing/optimizer-contract.js';

type Options = Omit<NAdamOptions, 'learningRate' | 'betas'> & { readonly betas?: readonly [number, number] };

const setting = (options: Options): Setting => ({
  options: JSON.stringify(options),
  chain: (learningRate) => nadam({ learningRate, ...options }),
  reference: (learningRate) => {
    const { betas: [beta1, beta2] = [0.9, 0.999], eps = 1e-8, momentumDecay = 4e-3 } = options;
    const { weightDecay = 0, decoupledWeightDecay = false } = options;
    let m = 0;
    let v = 0;
    let product = 1;
    return (p, gradient, step) => {
      const t = step + 1;
      const decayed = decoupledWeightDecay ? p * (1 - learningRate * weightDecay) : p;
      const g = decoupledWeightDecay ? gradient : gradient + weightDecay * p;
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      const mu = beta1 * (1 - 0.5 * 0.96 ** (t * momentumDecay));
      const muNext = beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * momentumDecay));
      product *= mu;
      const root = Math.sqrt(v / (1 - beta2 ** t)) + eps;
      const fromGradient = (((1 - mu) / (1 - product)) * g) / root;
      const fromMean = ((muNext / (1 - product * muNext)) * m) / root;
      return decayed - learningRate * fromGradient - learningRate * fromMean;
    };
  },
});

optimizerContract({ describe, test }, 'nadam', {
  settings: [
    setting({}),
    setting({ betas: [0.5, 0.9], eps: 1e-3 }),
    setting({ momentumDecay: 0.5 }),
    setting({ weightDecay: 0.01 }),
    setting({ weightDecay: 0.1, decoupledWeightDecay: true }),
  ],
  quadratic: 0.1,
  rosenbrock: { chain: nadam({ learningRate: 0.01 }), steps: 4000 },
});

test('nadam refuses options out of range', () => {
  expect(() => nadam({ momentumDecay: -1 })).toThrow(
    'scaleByNAdam: momentumDecay is -1; it must be a finite number of at least 0.',
  );
  expect(() => nadam({ betas: [0.9, 1] })).toThrow('scaleByNAdam: betas[1] is 1');
  expect(() => nadam({ eps: -1 })).toThrow('scaleByNAdam: eps is -1');
});
