import { describe, test } from 'vitest';
import { activationContract } from '../../testing/activation-contract.js';
import { logSigmoid } from './log-sigmoid.js';

activationContract(
  { describe, test },
  {
    name: 'logSigmoid',
    apply: logSigmoid,
    value: (x) => Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x))),
    slope: (x) => 1 / (1 + Math.exp(x)),
    limits: [
      { y: Number.NEGATIVE_INFINITY, slope: 1 },
      { y: 0, slope: 0 },
    ],
  },
);
