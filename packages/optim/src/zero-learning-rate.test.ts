/** A learning rate that is 0 in some steps leaves the parameters as they are, and only them. */
import { multiply, parameter, scalar, sum, tensor } from '@tbptt/core';
import { describe, expect, test } from 'vitest';
import * as optim from './index.js';

type Rate = (step: number) => number;

const chains: Readonly<Record<string, (learningRate: Rate) => optim.Chain>> = {
  adadelta: (learningRate) => optim.adadelta({ learningRate }),
  adagrad: (learningRate) => optim.adagrad({ learningRate }),
  adam: (learningRate) => optim.adam({ learningRate }),
  adamax: (learningRate) => optim.adamax({ learningRate }),
  adamw: (learningRate) => optim.adamw({ learningRate, weightDecay: 0.1 }),
  nadam: (learningRate) => optim.nadam({ learningRate }),
  radam: (learningRate) => optim.radam({ learningRate }),
  rmsprop: (learningRate) => optim.rmsprop({ learningRate, momentum: 0.9 }),
  'centered rmsprop': (learningRate) => optim.rmsprop({ learningRate, centered: true }),
  sgd: (learningRate) => optim.sgd({ learningRate }),
  'sgd with momentum': (learningRate) => optim.sgd({ learningRate, momentum: 0.9 }),
  'sgd with decay': (learningRate) => optim.sgd({ learningRate, momentum: 0.9, weightDecay: 0.1 }),
  asgd: (learningRate) => optim.asgd({ learningRate, lambd: 0.01 }),
};

const PERIODS: Readonly<Record<string, (step: number) => boolean>> = {
  'at first': (step) => step < 5,
  'at last': (step) => step >= 10,
  'every third step': (step) => step % 3 === 0,
  'all but every third step': (step) => step % 3 !== 0,
};

/** The parameter before and after each step, with gradients that do not depend on it. */
function trajectory(chain: optim.Chain): number[] {
  const p = parameter(tensor([3], [1, -2, 0.5]));
  const optimizer = new optim.Optimizer({ p }, chain);
  return [
    p.toFloats(),
    ...Array.from({ length: 15 }, (_, step) => {
      const gradient = tensor([3], [Math.sin(step), 0.1 * step, step % 2 === 0 ? 1 : -1]);
      optimizer.step(() => sum(multiply(p, gradient)));
      return p.toFloats();
    }),
  ].flatMap((numbers) => [...numbers]);
}

describe.each(Object.entries(chains))('%s', (_name, chain) => {
  test.each(Object.entries(PERIODS))('moves nothing in steps of a rate of zero, %s', (_, isZero) => {
    const points = trajectory(chain((step) => (isZero(step) ? 0 : 0.01)));
    expect(points.every(Number.isFinite)).toBe(true);
    for (let step = 0; step < 15; step++) {
      const [before, after] = [
        points.slice(3 * step, 3 * step + 3),
        points.slice(3 * step + 3, 3 * step + 6),
      ];
      expect(JSON.stringify(before) === JSON.stringify(after)).toBe(isZero(step));
    }
  });
});

/**
 * Those whose steps depend neither on the parameter, as decay does, nor on the steps before, as a
 * velocity of steps does.
 */
const independent = Object.entries(chains).filter(([name]) => !/decay|adamw|asgd|^rmsprop$/.test(name));

test.each(independent)('%s goes on as if the rate had never been zero', (_, chain) => {
  const isZero = PERIODS['every third step'] as (step: number) => boolean;
  const some = trajectory(chain((step) => (isZero(step) ? 0 : 0.01)));
  const all = trajectory(chain(() => 0.01));
  for (let step = 0; step < 15; step++) {
    for (let i = 3 * step; i < 3 * step + 3; i++) {
      const [moved, would] = [some, all].map((points) => (points[i + 3] ?? 0) - (points[i] ?? 0));
      expect(moved).toBeCloseTo(isZero(step) ? 0 : (would as number), 6);
    }
  }
});

test('a rate of zero for ever is no error', () => {
  const p = parameter(scalar(1));
  const optimizer = new optim.Optimizer({ p }, optim.adam({ learningRate: 0 }));
  for (let step = 0; step < 3; step++) optimizer.step(() => multiply(p, 2));
  expect([p.item(), optimizer.steps]).toEqual([1, 3]);
});
