import { expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { ShapeError } from '../errors.js';
import { divide } from '../ops/arithmetic.js';
import { square } from '../ops/unary.js';
import { parameter } from '../tensor/parameter.js';
import { tensor, zeros } from '../tensor/tensor.js';
import { seedGradients } from './seed-gradients.js';

test('gradients that are seeded come to results, also to infinite ones, and add up', () => {
  const x = parameter(tensor([3], [1, -2, 0]));
  const { loss } = differentiate([x], () => {
    const [y, inverse] = [square(x), divide(1, x)];
    const dy = tensor([3], [10, 1, 3]);
    return seedGradients([
      { y, dy },
      { y: inverse, dy: tensor([3], [1, 0, 0]) },
      { y: inverse, dy: tensor([3], [0, 4, 1]) },
    ]);
  });
  expect(loss).toBe(0);
  expect(x.gradient?.toNested()).toEqual([20 - 1, -4 - 1, Number.NEGATIVE_INFINITY]);
});

test('a gradient has the shape of its result', () => {
  expect(() => seedGradients([{ y: zeros([2, 3]), dy: zeros([3, 2]) }])).toThrow(
    new ShapeError(
      'seedGradients',
      'the result is [2, 3], the gradient [3, 2]; they must have the same shape.',
    ),
  );
});
