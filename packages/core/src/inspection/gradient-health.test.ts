import { describe, expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { operation } from '../autodiff/operation.js';
import { ArgumentError } from '../errors.js';
import { meanSquaredError } from '../losses/mean-squared-error.js';
import { normal } from '../nn/initializers.js';
import { Linear } from '../nn/linear.js';
import { Sequential } from '../nn/sequential.js';
import { sigmoid } from '../ops/activations/sigmoid.js';
import { tanh } from '../ops/activations/tanh.js';
import { stack } from '../ops/rearrange.js';
import { sum } from '../ops/reduce.js';
import { seeded } from '../random/seeded.js';
import { type Parameter, parameter } from '../tensor/parameter.js';
import { type Tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { type GradientHealthOptions, gradientHealth } from './gradient-health.js';

const random = seeded(1);

/** Zero, with those numbers as the gradient of `x`. */
function withGradient(x: Tensor, numbers: readonly number[]): Tensor {
  return operation([x], [], (scope, y) => {
    const { memory } = scope;
    memory.clear(scope.at(y), 1);
    return () => memory.view(scope.gradientAt(x), x.size).set(numbers);
  });
}

/** The health of a model whose gradients are those numbers. */
function healthOf(
  gradients: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>,
  options?: GradientHealthOptions,
) {
  const model: Record<string, Record<string, Parameter>> = {};
  const terms: (() => Tensor)[] = [];
  for (const [layer, fields] of Object.entries(gradients)) {
    model[layer] = {};
    for (const [name, numbers] of Object.entries(fields)) {
      const p = parameter(zeros([numbers.length]));
      model[layer][name] = p;
      terms.push(() => withGradient(p, numbers));
    }
  }
  differentiate(model, () => sum(stack(terms.map((term) => term()))));
  return gradientHealth(model, options);
}

describe('the health of a gradient', () => {
  test('has norm, mean, largest element, zeros and what is not finite, by parameter, by layer and in all', () => {
    const { parameters, layers, total } = healthOf({ a: { w: [3, -4, 0, 0], v: [5] }, b: { w: [1, 2] } });
    expect(parameters.map(({ path, shape, size }) => [path, shape, size])).toEqual([
      ['a.w', [4], 4],
      ['a.v', [1], 1],
      ['b.w', [2], 2],
    ]);
    expect(parameters[0]).toMatchObject({ norm: 5, mean: -0.25, largest: 4, zeroShare: 0.5, nonFinite: 0 });
    expect(layers.map(({ path, size }) => [path, size])).toEqual([
      ['a', 5],
      ['b', 2],
    ]);
    expectClose(layers[0]?.norm ?? 0, Math.sqrt(50));
    expectClose(layers[0]?.rootMeanSquare ?? 0, Math.sqrt(10));
    expect(total).toMatchObject({ size: 7, mean: 1, largest: 5, nonFinite: 0 });
    expectClose(total.norm, Math.sqrt(55));
    expectClose(total.zeroShare, 2 / 7);
  });

  test('is good where nothing is wrong, and says by which thresholds', () => {
    const { problems, verdict } = healthOf({ a: { w: [3, 4] }, b: { w: [0.01, 0.01] } });
    expect(problems).toEqual([]);
    expect(verdict).toBe(
      'healthy: all gradients are finite, their norm is at most 100, and no layer is below 0.001 of the largest.',
    );
  });

  test('is vanishing where a layer is far below the largest', () => {
    const { problems } = healthOf({ a: { w: [1e-6, -1e-6] }, b: { w: [1, 1, 1] } });
    expect(problems).toEqual([
      {
        kind: 'vanishing',
        layers: ['a'],
        text:
          'vanishing: the root mean square of a (1.0e-6) is below 0.001 of that of b (1.0e+0). ' +
          'Try relu, normalization, residual layers or another initialization.',
      },
    ]);
    expect(healthOf({ a: { w: [1e-6, 1e-6] }, b: { w: [1, 1] } }, { vanishing: 1e-7 }).problems).toEqual([]);
    expect(healthOf({ a: { w: [0, 0] }, b: { w: [0] } }).verdict).toMatch(
      /^vanishing: every gradient is zero/,
    );
  });

  test('is exploding where its norm is above the limit', () => {
    const gradients = { a: { w: [300, 400] }, b: { w: [1] } };
    expect(healthOf(gradients).problems).toMatchObject([{ kind: 'exploding' }]);
    expect(healthOf(gradients).verdict).toBe(
      'exploding: the norm of the whole gradient is 5.0e+2, above 100. Clip it (clipByGlobalNorm), or take a smaller learning rate.',
    );
    expect(healthOf(gradients, { exploding: 1000 }).problems).toEqual([]);
  });

  test('names what is not finite, and measures the rest', () => {
    const { parameters, problems } = healthOf({
      a: { w: [3, Number.NaN, 4] },
      b: { w: [1, Number.NEGATIVE_INFINITY] },
    });
    expect(parameters[0]).toMatchObject({ norm: 5, mean: 3.5, nonFinite: 1 });
    expect(problems).toMatchObject([{ kind: 'non-finite', layers: ['a', 'b'] }]);
    expect(problems[0]?.text).toMatch(/^non-finite: 2 of 5 gradients are NaN or infinite, in a, b\./);
  });

  test('of a deep network of sigmoids with small weights is vanishing in its first layers', () => {
    const deep = (activation: typeof tanh, deviation: number) =>
      new Sequential(
        ...Array.from({ length: 8 }, () => [
          new Linear(8, 8, { random, weight: normal(deviation) }),
          activation,
        ]).flat(),
      );
    const x = normal()([4, 8], random);
    const problemsOf = (model: Sequential) => {
      differentiate(model, () => meanSquaredError(model.forward(x), x));
      return gradientHealth(model).problems;
    };
    const [problem, ...others] = problemsOf(deep(sigmoid, 0.3));
    expect(problem?.kind).toBe('vanishing');
    expect(problem?.layers.slice(0, 2)).toEqual(['layers.0', 'layers.2']);
    expect(others).toEqual([]);
    expect(problemsOf(deep(tanh, Math.sqrt(1 / 8)))).toEqual([]);
  });

  test('needs gradients, and parameters that have them', () => {
    const model = new Linear(2, 2, { random });
    expect(() => gradientHealth(model)).toThrow(
      new ArgumentError(
        'gradientHealth',
        'the parameter weight has no gradient yet; take a step, or call differentiate(model, closure), first.',
      ),
    );
    expect(() => gradientHealth({})).toThrow('the model has no parameters');
  });
});
