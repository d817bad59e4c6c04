import { expect, test } from 'vitest';
import { normal, uniform } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { failuresOf } from './failures-of.js';
import { type DrawnInitializer, initializerContract } from './initializer-contract.js';

const flat: DrawnInitializer = {
  name: 'flat',
  make: uniform(1),
  shape: [100, 200],
  deviation: 1 / Math.sqrt(3),
  cumulative: (x) => (x + 1) / 2,
  bounds: [-1, 1],
};

const endless = seeded(1);

const broken = (change: Partial<DrawnInitializer>) =>
  failuresOf((runner) => initializerContract(runner, { ...flat, ...change }));

test('the contract of initializers is kept by one that is right', () => {
  expect(broken({})).toEqual({});
});

test.each([
  [
    'another form',
    { make: normal(1 / Math.sqrt(3)) },
    'draws from its distribution',
    /the distance of the distributions is/,
  ],
  [
    'a mean that is off by a hundredth',
    { make: uniform(-0.98, 1.02) },
    'has its mean and variance',
    /the error of the mean is/,
  ],
  [
    'a variance that is off by a twenty-fifth',
    { make: uniform(1.02) },
    'has its mean and variance',
    /the error of the variance is/,
  ],
  [
    'numbers that do not follow from the seed',
    { make: (shape) => uniform(1)(shape, endless) },
    'gives the same numbers for the same seed, others for another, in the shape that is asked for',
    /is .*, but .* is expected/,
  ],
  [
    'numbers that ignore the seed',
    { make: (shape) => uniform(1)(shape, seeded(7)) },
    'gives the same numbers for the same seed, others for another, in the shape that is asked for',
    /how many numbers are equal/,
  ],
  [
    'numbers beyond the bounds',
    { make: uniform(1.1) },
    'stays within its bounds, and comes near them',
    /how far the least is below its bound/,
  ],
] satisfies readonly (readonly [string, Partial<DrawnInitializer>, string, RegExp])[])(
  'the contract of initializers is broken by %s',
  (_, change, name, message) => {
    expect(broken(change)[name]).toMatch(message);
  },
);
