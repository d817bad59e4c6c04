import { describe, test } from 'vitest';
import { activationContract } from '../../testing/activation-contract.js';
import { relu } from './relu.js';

activationContract(
  { describe, test },
  {
    name: 'relu',
    apply: relu,
    value: (x) => (x > 0 ? x : 0),
    slope: (x) => (x > 0 ? 1 : 0),
    limits: [
      { y: 0, slope: 0 },
      { y: Number.POSITIVE_INFINITY, slope: 1 },
    ],
    kinks: [0],
  },
);
