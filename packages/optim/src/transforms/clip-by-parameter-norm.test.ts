import { multiply, NonFiniteError, parameter, scalar, sqrt, subtract, sum, tensor } from '@tbptt/core';
import { numbersOf } from '@tbptt/core/operation';
import { doubleEngine, expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { Optimizer } from '../optimizer.js';
import { clipByParameterNorm } from './clip-by-parameter-norm.js';
import { scaleByLearningRate } from './scale-by-learning-rate.js';

const matrix = Float64Array.of(1, -2, 3, 0, 4, -5);
const vector = Float64Array.of(0.3, -0.4);

/** What the transform makes of the gradients `matrix` [2, 3], `vector` [2] and 7 of three parameters. */
function clipped(limit: number, norm = 2) {
  const w = parameter(tensor([2, 3], Array(6).fill(0)));
  const b = parameter(tensor([2], [0, 0]));
  const s = parameter(scalar(0));
  const optimizer = new Optimizer({ w, b, s }, [
    clipByParameterNorm(limit, { norm }),
    scaleByLearningRate(1),
  ]);
  optimizer.step(() => {
    const ofMatrix = sum(multiply(w, tensor([2, 3], matrix)));
    const ofVector = sum(multiply(b, tensor([2], vector)));
    return subtract(subtract(ofMatrix, multiply(s, -7)), multiply(ofVector, -1));
  });
  const gradients = [w, b, s].map((p) => [...numbersOf(p)].map((number) => -number));
  return { gradients, norm: optimizer.gradientNorm };
}

describe.each([
  ['single', 1e-6, <R>(run: () => R): R => run()],
  ['double', 1e-12, <R>(run: () => R): R => doubleEngine().run(run)],
] as const)('clipping by the norm of each parameter, in %s precision', (_, relative, run) => {
  test.each([
    [2, Math.sqrt(55), 0.5, 7],
    [1, 15, 0.7, 7],
    [Number.POSITIVE_INFINITY, 5, 0.4, 7],
  ])('shrinks those whose norm of order %d exceeds the limit', (norm, ofMatrix, ofVector, ofScalar) => {
    const { gradients } = run(() => clipped(2, norm));
    const shrunk = (gradient: Iterable<number>, own: number) =>
      [...gradient].map((g) => g * Math.min(1, 2 / (own + 1e-6)));
    const expected = [shrunk(matrix, ofMatrix), shrunk(vector, ofVector), shrunk([7], ofScalar)];
    expectClose(gradients.flat(), expected.flat(), { relative, absolute: 0 });
  });

  test('measures the whole gradient', () => {
    expect(run(() => clipped(2)).norm).toBeCloseTo(Math.sqrt(55 + 0.25 + 49), 5);
  });
});

test('clipping by the norm of each parameter ends a step whose gradient is not finite', () => {
  const [a, b] = [parameter(scalar(0)), parameter(scalar(0))];
  const optimizer = new Optimizer({ a, b }, [clipByParameterNorm(1), scaleByLearningRate(1)]);
  const step = () => optimizer.step(() => subtract(a, sqrt(b)));
  expect(step).toThrow(NonFiniteError);
  expect(step).toThrow('because of b.');
  expect([a.item(), b.item(), optimizer.steps]).toEqual([0, 0, 0]);
});

test('clipping by the norm of each parameter refuses limits and norms that are none', () => {
  expect(() => clipByParameterNorm(0)).toThrow('clipByParameterNorm: the limit is 0');
  expect(() => clipByParameterNorm(1, { norm: 3 })).toThrow(
    'clipByParameterNorm: the norm is 3; it must be 1, 2 or Infinity.',
  );
});
