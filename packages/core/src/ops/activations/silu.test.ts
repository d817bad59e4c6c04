import { describe, test } from 'vitest';
import { activationContract } from '../../testing/activation-contract.js';
import { silu } from './silu.js';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

activationContract(
  { describe, test },
  {
    name: 'silu',
    apply: silu,
    value: (x) => x * sigmoid(x),
    slope: (x) => sigmoid(x) + x * sigmoid(x) * sigmoid(-x),
    limits: [
      { y: 0, slope: 0 },
      { y: Number.POSITIVE_INFINITY, slope: 1 },
    ],
  },
);
