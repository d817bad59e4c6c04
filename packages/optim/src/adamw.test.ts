import { describe, test } from 'vitest';
import type { AdamOptions } from './adam.js';
import { adamw } from './adamw.js';
import { optimizerContract, type Setting } from './testing/optimizer-contract.js';

type Options = Omit<AdamOptions, 'learningRate' | 'betas'> & { readonly betas?: readonly [number, number] };

const setting = (options: Options): Setting => ({
  options: JSON.stringify(options),
  chain: (learningRate) => adamw({ learningRate, ...options }),
  reference: (learningRate) => {
    const { betas: [beta1, beta2] = [0.9, 0.999], eps = 1e-8, weightDecay = 0.01, amsgrad = false } = options;
    let m = 0;
    let v = 0;
    let largest = 0;
    return (p, g, step) => {
      m = beta1 * m + (1 - beta1) * g;
      v = beta2 * v + (1 - beta2) * g * g;
      largest = Math.max(largest, v);
      const mHat = m / (1 - beta1 ** (step + 1));
      const vHat = (amsgrad ? largest : v) / (1 - beta2 ** (step + 1));
      return p * (1 - learningRate * weightDecay) - (learningRate * mHat) / (Math.sqrt(vHat) + eps);
    };
  },
});

optimizerContract({ describe, test }, 'adamw', {
  settings: [
    setting({}),
    setting({ weightDecay: 0 }),
    setting({ weightDecay: 0.3, amsgrad: true }),
    setting({ betas: [0.8, 0.95], eps: 1e-4 }),
  ],
  quadratic: 0.1,
  rosenbrock: { chain: adamw({ learningRate: 0.05, weightDecay: 1e-4 }), steps: 2000 },
});
