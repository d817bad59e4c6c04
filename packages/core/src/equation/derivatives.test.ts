import { describe, expect, test } from 'vitest';
import { expectClose } from '../testing/close.js';
import { numericGradient } from '../testing/numeric-gradient.js';
import { apply, constant, less } from './build.js';
import { equation } from './equation.js';
import type { Expression, Primitive } from './expression.js';

/** The arguments at which each differentiable primitive is checked, away from kinks. */
const points: Readonly<Partial<Record<Primitive, readonly (readonly number[])[]>>> = {
  add: [[1.5, -0.25]],
  sub: [[1.5, -0.25]],
  mul: [[1.5, -0.25]],
  div: [
    [1.5, -0.75],
    [-3, 2],
  ],
  neg: [[0.7]],
  abs: [[0.7], [-1.3]],
  min: [
    [1, 2],
    [2, 1],
  ],
  max: [
    [1, 2],
    [2, 1],
  ],
  sqrt: [[0.3], [7]],
  exp: [[-2], [0.5]],
  expm1: [[-2], [0], [1.5]],
  log: [[0.2], [5]],
  log1p: [[-0.5], [1e-3], [4]],
  tanh: [[-1.2], [0], [0.4]],
  sigmoid: [[-3], [0], [1.1]],
  softplus: [[-4], [0], [2.5]],
  erf: [[-0.8], [0], [1.9], [2.5]],
};

/** A primitive as an equation over operands named by letters. */
function asEquation(define: (a: Expression, b: Expression) => Expression) {
  return equation('primitive', { arrays: ['a', 'b'] }, ({ a, b }) => ({ y: define(a, b) }));
}

function expectGradient(define: (a: Expression, b: Expression) => Expression, a: number, b: number): void {
  const primitive = asEquation(define);
  const numbers = Float64Array.of(a, b);
  const value = () => primitive.evaluate({ a: numbers[0] as number, b: numbers[1] as number }).y;
  const gradient = primitive.gradient({ a, b }, { y: 2 });
  const expected = numericGradient(value, numbers, 0, 2, 1e-3).map((slope) => 2 * slope);
  expectClose([gradient.a, gradient.b], expected, { relative: 1e-9, absolute: 1e-10 });
}

describe('the derivative', () => {
  for (const [primitive, places] of Object.entries(points)) {
    test(`of ${primitive} is the slope of its value`, () => {
      for (const [a = 0, b = 0] of places ?? []) {
        expectGradient((p, q) => apply(primitive as Primitive, [p, q]), a, b);
      }
    });
  }

  test('of a constant power is the slope of its value', () => {
    for (const power of [-2, -0.5, 0.5, 1.5, 2, 3, 4]) {
      expectGradient((a) => apply('pow', [a, constant(power)]), 1.7, 0);
    }
    expectGradient((a) => apply('pow', [a, constant(3)]), -1.7, 0);
  });

  test('of a choice goes to what was chosen', () => {
    expectGradient((a, b) => apply('select', [less(a, b), apply('mul', [a, b]), a]), 1, 2);
    expectGradient((a, b) => apply('select', [less(a, b), apply('mul', [a, b]), a]), 2, 1);
  });

  test('of a quotient by its divisor is 0 for a dividend of 0, though the gradient by the dividend overflows', () => {
    const quotient = asEquation((a, b) => apply('div', [a, b]));
    const { a, b } = quotient.gradient({ a: 0, b: 1e-300 }, { y: 1e100 });
    expect([a, Math.abs(b)]).toEqual([Number.POSITIVE_INFINITY, 0]);
    expect(quotient.gradient({ a: 1e-200, b: 1e-160 }, { y: 1e160 }).b).toBeCloseTo(-1e280, -266);
  });

  test('of expm1 keeps its digits far out', () => {
    const { a } = asEquation((a) => apply('expm1', [a])).gradient({ a: -40, b: 0 }, { y: 1 });
    expect(a / Math.exp(-40)).toBeCloseTo(1, 14);
  });

  test('of abs at 0 is 0', () => {
    expect(asEquation((a) => apply('abs', [a])).gradient({ a: 0, b: 0 }, { y: 1 }).a).toBe(0);
  });

  test('of min and max is halved where both are equal', () => {
    for (const primitive of ['min', 'max'] as const) {
      const tie = asEquation((a, b) => apply(primitive, [a, b]));
      expect(tie.gradient({ a: 3, b: 3 }, { y: 1 })).toEqual({ a: 0.5, b: 0.5 });
    }
  });

  test('of what saturates is never NaN, however large the argument', () => {
    for (const primitive of ['tanh', 'sigmoid', 'softplus', 'erf'] as const) {
      const saturating = asEquation((a) => apply(primitive, [a]));
      for (const a of [
        -1e300,
        -1e4,
        -800,
        800,
        1e4,
        1e300,
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
      ]) {
        const limit = primitive === 'softplus' && a > 0 ? 1 : 0;
        expect(saturating.gradient({ a, b: 0 }, { y: 1 }).a, `${primitive} at ${a}`).toBeCloseTo(limit, 12);
      }
    }
  });

  test('of a condition is none', () => {
    const step = asEquation((a) => apply('select', [less(a, 0), constant(0), constant(1)]));
    expect(step.gradient({ a: 1, b: 0 }, { y: 1 })).toEqual({ a: 0, b: 0 });
  });
});
