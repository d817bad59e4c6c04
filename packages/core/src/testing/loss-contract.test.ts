import { expect, test } from 'vitest';
import { meanSquaredError } from '../losses/mean-squared-error.js';
import { multiply, subtract } from '../ops/arithmetic.js';
import { mean } from '../ops/reduce.js';
import { square } from '../ops/unary.js';
import { failuresOf } from './failures-of.js';
import { type ElementLoss, elementLossContract } from './loss-contract.js';

const squares: ElementLoss = {
  name: 'the squared error',
  apply: meanSquaredError,
  value: (p, t) => (p - t) ** 2,
  slopes: (p, t) => [2 * (p - t), 2 * (t - p)],
  pairs: [
    [1, 3],
    [0.5, 0.5],
    [-2, 1e4],
  ],
};

const broken = (change: Partial<ElementLoss>) =>
  failuresOf((runner) => elementLossContract(runner, { ...squares, ...change }));

test('the contract of losses is kept by one that is right', () => {
  expect(broken({})).toEqual({});
});

test.each([
  [
    'half a loss',
    { apply: (p, t, options) => multiply(meanSquaredError(p, t, options), 0.5) },
    'is what plain JavaScript computes, in double precision',
    /the mean of the squared error\[0\] is /,
  ],
  [
    'a slope with the wrong sign',
    { slopes: (p: number, t: number) => [2 * (p - t), 2 * (p - t)] as const },
    'is what plain JavaScript computes, in double precision',
    /the slope of the squared error \(mean\) by its operand 1\[0\] is /,
  ],
  [
    'a loss that knows no reductions',
    { apply: (p, t) => mean(square(subtract(p, t))) },
    'is what plain JavaScript computes, in double precision',
    /the sum of the squared error\[0\] is /,
  ],
  [
    'a loss that broadcasts',
    { apply: (p, t, options) => meanSquaredError(subtract(p, t), subtract(p, p), options) },
    'needs two operands of one shape, and a reduction that exists',
    /does not say 'is \[4, 1\]/,
  ],
] satisfies readonly (readonly [string, Partial<ElementLoss>, string, RegExp])[])(
  'the contract of losses is broken by %s',
  (_, change, name, message) => {
    expect(broken(change)[name]).toMatch(message);
  },
);
