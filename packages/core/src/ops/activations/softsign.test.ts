import { describe, test } from 'vitest';
import { activationContract } from '../../testing/activation-contract.js';
import { softsign } from './softsign.js';

activationContract(
  { describe, test },
  {
    name: 'softsign',
    apply: softsign,
    value: (x) => x / (1 + Math.abs(x)),
    slope: (x) => 1 / (1 + Math.abs(x)) ** 2,
    limits: [
      { y: -1, slope: 0 },
      { y: 1, slope: 0 },
    ],
    kinks: [0], // of the second derivative
  },
);
