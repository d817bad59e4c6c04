import { multiply, parameter, subtract, sum, tensor } from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import type { Chain } from '../chain.js';
import { Optimizer } from '../optimizer.js';
import { clipByGlobalNorm } from './clip-by-global-norm.js';
import { scaleByLearningRate } from './scale-by-learning-rate.js';
import { weightDecay } from './weight-decay.js';

const [a, b] = [[3, -4, 0], [12]] as const;

/** What the chain makes of the gradients `a` and `b` of two parameters, and the norm that it measured. */
function transformed(
  chain: Chain,
  start: readonly [readonly number[], readonly number[]] = [[0, 0, 0], [0]],
) {
  const [p, q] = [parameter(tensor([3], start[0])), parameter(tensor([1], start[1]))];
  const optimizer = new Optimizer([p, q], chain);
  optimizer.step(() =>
    subtract(
      sum(multiply(p, tensor([3], a))),
      sum(
        multiply(
          q,
          tensor(
            [1],
            b.map((g) => -g),
          ),
        ),
      ),
    ),
  );
  const gradients = [...p.toFloats(), ...q.toFloats()].map((value, i) => (start.flat()[i] ?? 0) - value);
  return { gradients, norm: optimizer.gradientNorm };
}

describe('clipping by the global norm', () => {
  test.each([
    [2, 13],
    [1, 19],
    [Number.POSITIVE_INFINITY, 12],
  ])('shrinks a gradient whose norm of order %d, %d, exceeds the limit', (order, norm) => {
    const clipped = transformed([clipByGlobalNorm(2, { norm: order })]);
    expect(clipped.norm).toBeCloseTo(norm, 6);
    const coefficient = 2 / (norm + 1e-6);
    expectClose(
      clipped.gradients,
      [...a, ...b].map((g) => g * coefficient),
    );
  });

  test('leaves a smaller gradient exactly as it is', () => {
    expect(transformed([clipByGlobalNorm(13.1)]).gradients).toEqual([...a, ...b]);
  });

  test('only measures when the limit is infinite', () => {
    expect(transformed([clipByGlobalNorm(Number.POSITIVE_INFINITY)])).toEqual({
      gradients: [...a, ...b],
      norm: 13,
    });
  });

  test('sees what the transforms before it make of the gradient', () => {
    const start = [[1, -2, 2], [8]] as const;
    const { gradients, norm } = transformed([weightDecay(0.5), clipByGlobalNorm(1)], start);
    const decayed = [3.5, -5, 1, 16];
    const expectedNorm = Math.hypot(...decayed);
    expect(norm).toBeCloseTo(expectedNorm, 5);
    expectClose(
      gradients,
      decayed.map((g) => g / (expectedNorm + 1e-6)),
      { absolute: 2e-6 },
    );
  });

  test('sees a gradient after the learning rate of a schedule', () => {
    const { gradients } = transformed([scaleByLearningRate((step) => 2 + step), clipByGlobalNorm(13)]);
    expectClose(gradients, [...a, ...b]);
  });

  test('refuses limits and norms that are none', () => {
    expect(() => clipByGlobalNorm(0)).toThrow(
      'clipByGlobalNorm: the limit is 0; it must be a finite number greater than 0.',
    );
    expect(() => clipByGlobalNorm(Number.NaN)).toThrow('the limit is NaN');
    expect(() => clipByGlobalNorm(1, { norm: 3 })).toThrow(
      'clipByGlobalNorm: the norm is 3; it must be 1, 2 or Infinity.',
    );
  });
});
