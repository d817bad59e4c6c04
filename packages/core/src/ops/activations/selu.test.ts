import { describe, expect, test } from 'vitest';
import { normal } from '../../nn/initializers.js';
import { seeded } from '../../random/seeded.js';
import { activationContract } from '../../testing/activation-contract.js';
import { matmul } from '../matmul.js';
import { selu } from './selu.js';

/** The fixed point of mean 0 and variance 1 (equation 14 of the paper). */
const ALPHA = 1.6732632423543772;
const SCALE = 1.0507009873554805;

activationContract(
  { describe, test },
  {
    name: 'selu',
    apply: selu,
    value: (x) => SCALE * (x > 0 ? x : ALPHA * Math.expm1(x)),
    slope: (x) => SCALE * (x > 0 ? 1 : ALPHA * Math.exp(x)),
    limits: [
      { y: -SCALE * ALPHA, slope: 0 },
      { y: Number.POSITIVE_INFINITY, slope: SCALE },
    ],
    kinks: [0],
  },
);

test('selu keeps mean and variance from layer to layer', () => {
  const random = seeded(1);
  let x = normal()([256, 256], random);
  for (let layer = 0; layer < 16; layer++) x = selu(matmul(x, normal(1 / 16)([256, 256], random)));
  const numbers = x.toFloats();
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const variance = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / numbers.length;
  expect(Math.abs(mean)).toBeLessThan(0.1);
  expect(Math.abs(variance - 1)).toBeLessThan(0.2);
});
