import { describe, test } from 'vitest';
import { activationContract } from '../../testing/activation-contract.js';
import { mish } from './mish.js';

const gate = (x: number) => Math.tanh(Math.log1p(Math.exp(x)));

activationContract(
  { describe, test },
  {
    name: 'mish',
    apply: mish,
    value: (x) => x * gate(x),
    slope: (x) => gate(x) + (x * (1 - gate(x) ** 2)) / (1 + Math.exp(-x)),
    limits: [
      { y: 0, slope: 0 },
      { y: Number.POSITIVE_INFINITY, slope: 1 },
    ],
  },
);
