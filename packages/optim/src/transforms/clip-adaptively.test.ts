import { multiply, parameter, type Shape, sum, tensor, zeros } from '@tbptt/core';
import { numbersOf } from '@tbptt/core/operation';
import { doubleEngine, expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { Optimizer } from '../optimizer.js';
import { clipAdaptively } from './clip-adaptively.js';
import { momentum } from './momentum.js';
import { scaleByLearningRate } from './scale-by-learning-rate.js';

/** Numbers without a pattern, between -1 and 1. */
const wave = (size: number, phase: number) =>
  Float64Array.from({ length: size }, (_, i) => Math.sin(1 + 2.7 * i + 5 * phase));

/** The definition, for a gradient whose element `i` belongs to unit `i % units`. */
function expected(weights: Float64Array, gradient: Float64Array, units: number, limit: number, eps: number) {
  const norm = (numbers: Float64Array, unit: number) =>
    Math.hypot(...[...numbers].filter((_, i) => i % units === unit));
  return [...gradient].map((g, i) => {
    const most = limit * Math.max(norm(weights, i % units), eps);
    const own = norm(gradient, i % units);
    return own > most ? (g * most) / own : g;
  });
}

describe('adaptive clipping', () => {
  test.each([
    [[5, 3], 3],
    [[4, 17], 17],
    [[2, 3, 4], 4],
    [[7, 1], 1],
    [[6], 1],
    [[], 1],
  ] as [Shape, number][])('shrinks each unit of a parameter %j by itself', (shape, units) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const weights = wave(size, 1).map((w, i) => (i % units === 0 ? 0 : w * (1 + (i % units))));
    const gradient = wave(size, 2).map((g, i) => g * 10 ** ((i % units) % 3));
    const clip = (limit: number, eps?: number) => {
      const p = parameter(tensor(shape, weights));
      const options = eps === undefined ? {} : { eps };
      const optimizer = new Optimizer([p], [clipAdaptively(limit, options), scaleByLearningRate(1)]);
      optimizer.step(() => sum(multiply(p, tensor(shape, gradient))));
      return [...numbersOf(p)].map((number, i) => (weights[i] ?? 0) - number);
    };
    doubleEngine().run(() => {
      for (const [limit, eps] of [
        [0.01, 1e-3],
        [0.5, 0.1],
        [100, 1],
      ] as const) {
        expectClose(clip(limit, eps), expected(weights, gradient, units, limit, eps), {
          relative: 1e-12,
          absolute: 1e-14,
        });
      }
    });
    expectClose(clip(0.5), expected(weights, gradient, units, 0.5, 1e-3), { absolute: 1e-5 });
  });

  test('has a limit of a hundredth and an eps of a thousandth unless told otherwise', () => {
    const p = parameter(tensor([2, 2], [0, 3, 0, 4]));
    new Optimizer([p], [clipAdaptively(), scaleByLearningRate(1)]).step(() => sum(p));
    const [still, moved] = [1e-5 / Math.SQRT2, 0.05 / Math.SQRT2];
    expectClose(p.toFloats(), [-still, 3 - moved, -still, 4 - moved], { absolute: 1e-9 });
  });

  test('sees what the transforms before it make of the gradient, and leaves those after it what it makes', () => {
    const gradients = [wave(6, 3), wave(6, 4)];
    doubleEngine().run(() => {
      const p = parameter(tensor([2, 3], wave(6, 1)));
      const optimizer = new Optimizer([p], [momentum(0.5), clipAdaptively(0.1), scaleByLearningRate(0.3)]);
      const weights = wave(6, 1);
      const velocity = new Float64Array(6);
      for (const gradient of gradients) {
        optimizer.step(() => sum(multiply(p, tensor([2, 3], gradient))));
        gradient.forEach((g, i) => {
          velocity[i] = 0.5 * (velocity[i] ?? 0) + g;
        });
        expected(weights, velocity, 3, 0.1, 1e-3).forEach((g, i) => {
          weights[i] = (weights[i] ?? 0) - 0.3 * g;
        });
        expectClose(numbersOf(p), weights, { relative: 1e-12, absolute: 1e-14 });
      }
    });
  });

  test('leaves parameters without elements alone', () => {
    const [p, empty, none] = [
      parameter(tensor([2], [1, 1])),
      parameter(zeros([0, 3])),
      parameter(zeros([3, 0])),
    ];
    const optimizer = new Optimizer([p, empty, none], [clipAdaptively(1), scaleByLearningRate(1)]);
    optimizer.step(() => sum(p));
    expectClose(p.toFloats(), [0, 0]);
    expect(optimizer.gradientNorm).toBeCloseTo(Math.SQRT2, 6);
  });

  test('refuses options out of range', () => {
    expect(() => clipAdaptively(0)).toThrow('clipAdaptively: the limit is 0');
    expect(() => clipAdaptively(1, { eps: -1 })).toThrow('clipAdaptively: eps is -1');
  });
});
