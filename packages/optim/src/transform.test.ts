import { concat, multiply, NonFiniteError, parameter, sum, tensor } from '@tbptt/core';
import { add, div, less, mul, select } from '@tbptt/core/equation';
import { expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { norm } from './norm.js';
import { Optimizer } from './optimizer.js';
import { type Transform, transform } from './transform.js';
import { clipByGlobalNorm } from './transforms/clip-by-global-norm.js';
import { scaleByLearningRate } from './transforms/scale-by-learning-rate.js';

const signOfMean = (decay: number) =>
  transform({
    name: 'signOfMean',
    slots: { mean: 0 },
    update(gradient, { slots }) {
      const mean = add(mul(decay, slots.mean), mul(1 - decay, gradient));
      return { gradient: select(less(mean, 0), -1, 1), slots: { mean } };
    },
  });

test('a transform of the user works like one of ours', () => {
  const p = parameter(tensor([3], [0, 0, 0]));
  const optimizer = new Optimizer({ p }, [signOfMean(0.5), scaleByLearningRate(0.1)]);
  for (const gradient of [
    [1, -1, 1],
    [1, -1, -4],
  ]) {
    optimizer.step(() => sum(multiply(p, tensor([3], gradient))));
  }
  expectClose(p.toFloats(), [-0.2, 0.2, 0]);
  expectClose(optimizer.state().slots['signOfMean.mean.p']?.toFloats() ?? [], [0.75, -0.75, -1.75]);
});

test('a slot that an update leaves out keeps its number', () => {
  const idle = transform({ name: 'idle', slots: { seven: 7 }, update: (gradient) => ({ gradient }) });
  const p = parameter(tensor([2], [0, 0]));
  const optimizer = new Optimizer({ p }, [idle]);
  optimizer.step(() => sum(p));
  expect(optimizer.state().slots['idle.seven.p']?.toFloats()).toEqual(Float32Array.of(7, 7));
  expect(p.toFloats()).toEqual(Float32Array.of(-1, -1));
});

test('one and the same transform may serve several optimizers, and twice in one', () => {
  const transforms = [signOfMean(0), scaleByLearningRate(0.5)];
  const [p, q] = [parameter(tensor([1], [0])), parameter(tensor([1], [0]))];
  const [one, twice] = [new Optimizer([p], transforms), new Optimizer([q], [transforms, transforms])];
  one.step(() => sum(p));
  twice.step(() => sum(q));
  expect([p.item(), q.item()]).toEqual([-0.5, -0.5]);
});

describe('the norms of a transform of the user', () => {
  const scaled = (declared: object, update: Transform['update']) => () =>
    new Optimizer({ p: parameter(tensor([2], [3, 4])) }, [
      transform({ name: 'scaled', ...declared, update }),
      scaleByLearningRate(1),
    ]);

  test('are operands of its update', () => {
    const p = parameter(tensor([2], [3, 4]));
    const ratio = transform({
      name: 'ratio',
      norm: norm(2, { scope: 'parameter' }),
      update: (gradient, { gradientNorm, parameterNorm }) => ({
        gradient: mul(div(parameterNorm, gradientNorm), gradient),
      }),
    });
    new Optimizer({ p }, [ratio, scaleByLearningRate(0.1)]).step(() => sum(multiply(p, tensor([2], [0, 2]))));
    expectClose(p.toFloats(), [3, 3.5]);
  });

  test('cannot be read unless they are declared', () => {
    const ofGradient: Transform['update'] = (gradient, { gradientNorm }) => ({
      gradient: mul(gradientNorm, gradient),
    });
    const ofParameter: Transform['update'] = (gradient, { parameterNorm }) => ({
      gradient: mul(parameterNorm, gradient),
    });
    expect(scaled({}, ofGradient)).toThrow('scaled: update reads gradientNorm, which is not measured');
    expect(scaled({ norm: norm() }, ofGradient)).not.toThrow();
    expect(scaled({ norm: norm() }, ofParameter)).toThrow(
      "scaled: update reads parameterNorm, which is not measured; declare norm: norm(2, { scope: 'parameter' }) beside update.",
    );
    expect(scaled({ norm: norm(2, { scope: 'unit' }) }, ofParameter)).not.toThrow();
  });

  test('end the step beyond the largest number of the memory, and name the parameter', () => {
    const [small, large] = [parameter(tensor([1], [1])), parameter(tensor([2], [0, 0]))];
    const optimizer = new Optimizer({ small, large }, [clipByGlobalNorm(1), scaleByLearningRate(1)]);
    const step = () => optimizer.step(() => sum(concat([small, multiply(large, 3e38)])));
    expect(step).toThrow(NonFiniteError);
    expect(step).toThrow('the norm of the gradient is Infinity, because of large.');
    expect([...small.toFloats(), ...large.toFloats()]).toEqual([1, 0, 0]);
  });
});
