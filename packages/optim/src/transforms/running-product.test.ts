import { expect, test } from 'vitest';
import { runningProduct } from './running-product.js';

const factor = (i: number) => 0.5 + 0.4 / (i + 1);

/** The product, multiplied anew. */
const anew = (step: number): number => {
  let product = 1;
  for (let i = 0; i <= step; i++) product *= factor(i);
  return product;
};

test('a running product is a function of the step alone, whatever was asked before', () => {
  const product = runningProduct(factor);
  for (const step of [0, 1, 2, 2, 10, 3, 0, 11, 10]) expect(product(step)).toBe(anew(step));
});

test('a running product that has come to zero costs nothing more', () => {
  let calls = 0;
  const product = runningProduct((i) => {
    calls++;
    return factor(i);
  });
  expect(product(1e9)).toBe(0);
  expect(product(2e9)).toBe(0);
  expect(calls).toBeLessThan(3000);
  expect(product(4)).toBe(anew(4));
});

test('a running product multiplies once from step to step', () => {
  let calls = 0;
  const product = runningProduct((i) => {
    calls++;
    return factor(i);
  });
  for (let step = 0; step < 50; step++) product(step);
  expect(calls).toBe(50);
});
