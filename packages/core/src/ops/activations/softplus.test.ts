import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../errors.js';
import { tensor, zeros } from '../../tensor/tensor.js';
import { activationContract } from '../../testing/activation-contract.js';
import { elu } from './elu.js';
import { leakyRelu } from './leaky-relu.js';
import { type SoftplusOptions, softplus } from './softplus.js';

const cases: readonly SoftplusOptions[] = [
  {},
  { beta: 0.25 },
  { beta: 3, threshold: 4 },
  { threshold: 1000 },
];

for (const options of cases) {
  const { beta = 1, threshold = 20 } = options;
  activationContract(
    { describe, test },
    {
      name: `softplus with beta ${beta} and threshold ${threshold}`,
      apply: (x) => softplus(x, options),
      value: (x) =>
        beta * x > threshold ? x : (Math.max(beta * x, 0) + Math.log1p(Math.exp(-Math.abs(beta * x)))) / beta,
      slope: (x) => (beta * x > threshold ? 1 : 1 / (1 + Math.exp(-beta * x))),
      limits: [
        { y: 0, slope: 0 },
        { y: Number.POSITIVE_INFINITY, slope: 1 },
      ],
    },
  );
}

test('softplus is the number itself above the threshold only', () => {
  const x = tensor([3], [1, 2, 3]);
  expect(softplus(x, { threshold: 2 }).toNested()).toEqual([
    expect.closeTo(Math.log1p(Math.E), 6),
    expect.closeTo(Math.log1p(Math.exp(2)), 6),
    3,
  ]);
});

test('activations refuse options that are 0 or infinite in a kernel', () => {
  const x = tensor([-1, 1]);
  for (const attempt of [
    () => softplus(x, { beta: 1e-50 }),
    () => softplus(x, { beta: 1e39 }),
    () => elu(x, { alpha: -1e39 }),
    () => leakyRelu(x, { negativeSlope: 1e39 }),
  ]) {
    expect(attempt).toThrow(ArgumentError);
    expect(attempt).toThrow(/it must be a finite number of at least/);
  }
});

test('softplus needs a beta above 0', () => {
  for (const beta of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => softplus(zeros([1]), { beta })).toThrow(
      new ArgumentError('softplus', `beta is ${beta}; it must be a finite number greater than 0.`),
    );
  }
});
