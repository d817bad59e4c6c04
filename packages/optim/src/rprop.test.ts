import { multiply, parameter, sqrt, sum, tensor, zeros } from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { Optimizer } from './optimizer.js';
import { type RpropOptions, rprop } from './rprop.js';
import { optimizerContract, type Setting } from './testing/optimizer-contract.js';

const setting = (options: Omit<RpropOptions, 'learningRate'>): Setting => ({
  options: JSON.stringify(options),
  chain: (learningRate) => rprop({ learningRate, ...options }),
  reference: (learningRate) => {
    const { etas: [shrink, grow] = [0.5, 1.2], stepSizes: [smallest, largest] = [1e-6, 50] } = options;
    let size = learningRate;
    let previous = 0;
    return (p, g) => {
      const agreement = Math.sign(g * previous);
      size *= agreement > 0 ? grow : agreement < 0 ? shrink : 1;
      size = Math.min(Math.max(size, smallest), largest);
      previous = agreement < 0 ? 0 : g;
      return p - Math.sign(previous) * size;
    };
  },
});

optimizerContract({ describe, test }, 'rprop', {
  settings: [
    setting({}),
    setting({ etas: [0.3, 1.5] }),
    setting({ stepSizes: [0.04, 0.06] }),
    setting({ stepSizes: [0, 1] }),
  ],
  quadratic: 0.1,
  rosenbrock: { chain: rprop(), steps: 5000 },
  skip: {
    zeroLearningRate: 'the learning rate is the size of the first steps only, and no size is below 1e-6',
  },
});

test('rprop forgets a sign that has changed', () => {
  const p = parameter(tensor([3], [0, 0, 0]));
  const optimizer = new Optimizer([p], rprop({ learningRate: 1 }));
  for (const gradient of [
    [2, 2, 0],
    [-3, 2, 0],
    [-3, 2, 5],
  ]) {
    optimizer.step(() => sum(multiply(p, tensor([3], gradient))));
  }
  expectClose(p.toFloats(), [-1 + 0.5, -1 - 1.2 - 1.44, -1]);
});

test('rprop does not take a gradient that is no number for one without a sign', () => {
  const p = parameter(tensor([2], [1, 1]));
  new Optimizer([p], rprop()).step(() => sum(sqrt(multiply(p, zeros([2])))));
  expect([...p.toFloats()]).toEqual([Number.NaN, Number.NaN]);
});

test('rprop refuses options out of range', () => {
  expect(() => rprop({ learningRate: -1 })).toThrow('scaleByRprop: the first step size is -1');
  expect(() => rprop({ etas: [1, 1.2] })).toThrow('scaleByRprop: etas[0] is 1');
  expect(() => rprop({ etas: [0.5, 1] })).toThrow('scaleByRprop: etas[1] is 1');
  expect(() => rprop({ stepSizes: [-1, 1] })).toThrow('scaleByRprop: stepSizes[0] is -1');
  expect(() => rprop({ stepSizes: [2, 1] })).toThrow(
    'scaleByRprop: the step sizes are from 2 to 1; the second must not be less than the first.',
  );
});
