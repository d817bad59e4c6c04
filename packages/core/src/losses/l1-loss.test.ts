import { describe, test } from 'vitest';
import { elementLossContract } from '../testing/loss-contract.js';
import { l1Loss } from './l1-loss.js';

elementLossContract(
  { describe, test },
  {
    name: 'the absolute error',
    apply: l1Loss,
    value: (p, t) => Math.abs(p - t),
    slopes: (p, t) => [Math.sign(p - t), -Math.sign(p - t)],
    pairs: [
      [1, 3],
      [3, 1],
      [2, 2],
      [-0.5, 0.25],
      [1e30, -1e30],
      [1e-20, 0],
      [0, 0],
    ],
  },
);
