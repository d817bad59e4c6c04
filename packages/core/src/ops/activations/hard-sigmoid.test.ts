import { describe, test } from 'vitest';
import { activationContract } from '../../testing/activation-contract.js';
import { hardSigmoid } from './hard-sigmoid.js';

activationContract(
  { describe, test },
  {
    name: 'hardSigmoid',
    apply: hardSigmoid,
    value: (x) => Math.min(Math.max(x / 6 + 0.5, 0), 1),
    slope: (x) => (Math.abs(x) < 3 ? 1 / 6 : 0),
    limits: [
      { y: 0, slope: 0 },
      { y: 1, slope: 0 },
    ],
    kinks: [-3, 3],
  },
);
