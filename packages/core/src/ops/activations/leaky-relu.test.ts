import { describe, test } from 'vitest';
import { activationContract } from '../../testing/activation-contract.js';
import { leakyRelu } from './leaky-relu.js';

for (const negativeSlope of [undefined, 0.2, -0.5, 0]) {
  const slope = negativeSlope ?? 0.01;
  activationContract(
    { describe, test },
    {
      name: `leakyRelu of slope ${slope}`,
      apply: negativeSlope === undefined ? leakyRelu : (x) => leakyRelu(x, { negativeSlope }),
      value: (x) => (x > 0 ? x : slope * x),
      slope: (x) => (x > 0 ? 1 : slope),
      limits: [
        { y: slope === 0 ? 0 : -slope / 0, slope },
        { y: Number.POSITIVE_INFINITY, slope: 1 },
      ],
      kinks: [0],
    },
  );
}
