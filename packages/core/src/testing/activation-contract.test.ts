import { expect, test } from 'vitest';
import { less, lessOrEqual, mul, select } from '../equation/build.js';
import { equation } from '../equation/equation.js';
import { applyEquation } from '../ops/apply.js';
import { multiply } from '../ops/arithmetic.js';
import { square } from '../ops/unary.js';
import { type Activation, activationContract } from './activation-contract.js';
import { failuresOf } from './failures-of.js';

const infinity = Number.POSITIVE_INFINITY;

const ramp: Activation = {
  name: 'ramp',
  apply: (x) => applyEquation(definition, { x }, {}).y,
  value: (x) => Math.max(x, 0),
  slope: (x) => (x > 0 ? 1 : 0),
  limits: [
    { y: 0, slope: 0 },
    { y: infinity, slope: 1 },
  ],
  kinks: [0],
};
const definition = equation('ramp', { arrays: ['x'] }, ({ x }) => ({
  y: select(lessOrEqual(x, 0), 0, x),
}));
const careless = equation('careless', { arrays: ['x'] }, ({ x }) => ({
  y: mul(x, select(less(0, x), 1, 0)),
}));

const broken = (change: Partial<Activation>) =>
  failuresOf((runner) => activationContract(runner, { ...ramp, ...change }));

test('the contract of activations is kept by one that is right', () => {
  expect(broken({})).toEqual({});
});

test.each([
  [
    'a wrong value',
    { apply: square },
    'is what plain JavaScript computes, in double precision',
    /ramp of .*\[0\] is 400, but 0 is expected/,
  ],
  [
    'a slope that is not that of the definition',
    { slope: (x: number) => (x >= 0 ? 1 : 0) },
    'is what plain JavaScript computes, in double precision',
    /the slope of ramp at .* is 0, but 1 is expected/,
  ],
  [
    'NaN at infinity',
    { apply: (x) => applyEquation(careless, { x }, {}).y },
    'goes to its limits at infinity, and so does its slope',
    /the value at infinity\[0\] is NaN, but 0 is expected/,
  ],
  [
    'another scale',
    { apply: (x) => multiply(x, 2) },
    'gives NaN for NaN, and touches nothing beside it',
    /is 2, but 1 is expected/,
  ],
] satisfies readonly (readonly [string, Partial<Activation>, string, RegExp])[])(
  'the contract of activations is broken by %s',
  (_, change, name, message) => {
    expect(broken(change)[name]).toMatch(message);
  },
);
