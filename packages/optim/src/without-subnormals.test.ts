import { differentiate, multiply, parameter, sum, tensor } from '@tbptt/core';
import { equation } from '@tbptt/core/equation';
import { expect, test } from 'vitest';
import { adam } from './adam.js';
import type { Chain } from './chain.js';
import { Optimizer } from './optimizer.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';
import { withoutSubnormals } from './without-subnormals.js';

test('a number that single precision does not hold in full becomes 0, and every other stays', () => {
  const flush = equation('flush', { arrays: ['x'] }, ({ x }) => ({ y: withoutSubnormals(x) }));
  const smallest = 2 ** -126;
  for (const x of [smallest, -smallest, 1, -3e38, 0, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(flush.evaluate({ x }).y).toBe(x);
  }
  for (const x of [smallest / 2, -smallest / 2, 2 ** -149]) expect(flush.evaluate({ x }).y).toBe(0);
});

const chains: Record<string, Chain> = {
  adam: [adam({ betas: [0.5, 0.6] })],
  'sgd with momentum': [sgd({ learningRate: 0.1, momentum: 0.5 })],
  rmsprop: [rmsprop({ alpha: 0.5, momentum: 0.5 })],
};

test.each(Object.entries(chains))('the slots of %s end at 0 where gradients have become 0', (_, chain) => {
  const w = parameter(tensor([5], [1, -2, 3, -4, 5]));
  const optimizer = new Optimizer([w], chain);
  const train = (factor: number, steps: number) => {
    for (let i = 0; i < steps; i++) optimizer.step(() => sum(multiply(w, factor)));
  };
  train(1, 3);
  const magnitudes = () =>
    Object.values(optimizer.state().slots).flatMap((slot) => [...slot.toFloats()].map(Math.abs));
  expect(Math.min(...magnitudes())).toBeGreaterThan(0);
  let smallest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 300; i++) {
    train(0, 1);
    smallest = Math.min(smallest, ...magnitudes().filter((magnitude) => magnitude > 0));
  }
  expect(smallest).toBeGreaterThanOrEqual(2 ** -126);
  expect(Math.max(...magnitudes())).toBe(0);
});

test('a gradient of subnormal numbers is used as it is', () => {
  const w = parameter(tensor([1], [0]));
  differentiate([w], () => sum(multiply(w, 2 ** -130)));
  new Optimizer([w], [sgd({ learningRate: 1 })]).update();
  expect(w.item()).toBe(-(2 ** -130));
});
