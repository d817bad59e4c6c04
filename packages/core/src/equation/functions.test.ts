import { describe, expect, test } from 'vitest';
import { apply, constant } from './build.js';
import type { Primitive } from './expression.js';

/** The value of a primitive in double precision, which folding constants gives. */
function evaluatePrimitive(primitive: Primitive, ...numbers: readonly number[]): number {
  const folded = apply(primitive, numbers.map(constant));
  return folded.kind === 'constant' ? folded.value : Number.NaN;
}

const BITS = 400n;
const ONE = 1n << BITS;

/** A multiple of 2⁻⁶⁰ as a fraction of ONE. */
function fixed(x: number): bigint {
  return (BigInt(x * 2 ** 60) * ONE) >> 60n;
}

/** The whole part of √n, by Newton's method from above. */
function squareRoot(n: bigint): bigint {
  const bits = n.toString(2).length;
  let root = 1n << BigInt((bits >> 1) + 1);
  for (;;) {
    const next = (root + n / root) / 2n;
    if (next >= root) return root;
    root = next;
  }
}

/** arctan(1/n) by its series. */
function arctanOfInverse(n: bigint): bigint {
  let sum = 0n;
  let power = ONE / n;
  for (let k = 0n; power !== 0n; k++) {
    sum += (k % 2n === 0n ? power : -power) / (2n * k + 1n);
    power /= n * n;
  }
  return sum;
}

/**
 * The error function by its Taylor series in fixed-point arithmetic of 400 bits, and π by Machin's
 * formula.
 */
function exactErf(x: number): number {
  const pi = 4n * (4n * arctanOfInverse(5n) - arctanOfInverse(239n));
  const argument = fixed(x);
  const square = (argument * argument) >> BITS;
  let sum = 0n;
  let term = argument;
  for (let n = 0n; term !== 0n; n++) {
    sum += term / (2n * n + 1n);
    term = (-term * square) / ONE / (n + 1n);
  }
  const value = (2n * sum * ONE) / squareRoot(pi << BITS);
  return Number(value >> (BITS - 200n)) / 2 ** 200;
}

describe('the error function', () => {
  test('agrees with its series in exact arithmetic', () => {
    for (let x = 2 ** -20; x < 6; x = x < 0.1 ? 4 * x : x + 1 / 16) {
      const exact = exactErf(x);
      expect(Math.abs(evaluatePrimitive('erf', x) / exact - 1), `erf(${x})`).toBeLessThan(1.2e-15);
      expect(evaluatePrimitive('erf', -x)).toBe(-evaluatePrimitive('erf', x));
    }
  });

  test('keeps zeros, saturates, and passes NaN on', () => {
    expect(evaluatePrimitive('erf', 0)).toBe(0);
    expect(evaluatePrimitive('erf', -0)).toBe(-0);
    expect(evaluatePrimitive('erf', 5e-324)).toBe(5e-324);
    expect(evaluatePrimitive('erf', Number.POSITIVE_INFINITY)).toBe(1);
    expect(evaluatePrimitive('erf', Number.NEGATIVE_INFINITY)).toBe(-1);
    expect(evaluatePrimitive('erf', Number.NaN)).toBeNaN();
  });
});

describe('large arguments', () => {
  test('sigmoid keeps all digits far out on the negative side and never overflows', () => {
    expect(evaluatePrimitive('sigmoid', -700)).toBeCloseTo(Math.exp(-700), 320);
    expect(evaluatePrimitive('sigmoid', -700) / Math.exp(-700)).toBeCloseTo(1, 14);
    expect(evaluatePrimitive('sigmoid', 1000)).toBe(1);
    expect(evaluatePrimitive('sigmoid', -1000)).toBe(0);
    expect(evaluatePrimitive('sigmoid', Number.NaN)).toBeNaN();
  });

  test('softplus is the identity far out on the positive side and the exponential on the negative', () => {
    expect(evaluatePrimitive('softplus', 1000)).toBe(1000);
    expect(evaluatePrimitive('softplus', -50) / Math.exp(-50)).toBeCloseTo(1, 14);
    expect(evaluatePrimitive('softplus', Number.NEGATIVE_INFINITY)).toBe(0);
    expect(evaluatePrimitive('softplus', Number.NaN)).toBeNaN();
  });
});

test('a negative base has powers by integers only', () => {
  expect(evaluatePrimitive('pow', -2, 3)).toBe(-8);
  expect(evaluatePrimitive('pow', -2, -2)).toBe(0.25);
  expect(evaluatePrimitive('pow', -2, 0.5)).toBeNaN();
  expect(evaluatePrimitive('pow', Number.NEGATIVE_INFINITY, 0.5)).toBeNaN();
  expect(evaluatePrimitive('pow', -0, -0.5)).toBe(Number.POSITIVE_INFINITY);
});

test('conditions are 1 or 0, and select takes one of two', () => {
  expect(evaluatePrimitive('less', 1, 2)).toBe(1);
  expect(evaluatePrimitive('less', 2, 2)).toBe(0);
  expect(evaluatePrimitive('lessOrEqual', 2, 2)).toBe(1);
  expect(evaluatePrimitive('equal', Number.NaN, Number.NaN)).toBe(0);
  expect(evaluatePrimitive('select', 1, 5, 6)).toBe(5);
  expect(evaluatePrimitive('select', 0, 5, 6)).toBe(6);
});

test('the smaller and the larger of a number and NaN are NaN', () => {
  for (const primitive of ['min', 'max'] as const) {
    expect(evaluatePrimitive(primitive, Number.NaN, 1)).toBeNaN();
    expect(evaluatePrimitive(primitive, 1, Number.NaN)).toBeNaN();
  }
});
