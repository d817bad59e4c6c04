import { expect, test } from 'vitest';
import { pullBack } from '../autodiff/pull-back.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { tensor } from '../tensor/tensor.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { greater } from './compare.js';
import { log } from './unary.js';
import { where } from './where.js';

const condition = tensor([1, 0, -2]);

test('each element comes from the operand that the condition chooses', () => {
  const [a, b] = [tensor([1, 2, 3]), tensor([10, 20, 30])];
  expect(where(condition, a, b).toNested()).toEqual([1, 20, 3]);
  expect(where(condition, 7, b).toNested()).toEqual([7, 20, 7]);
  expect(where(condition, a, 7).toNested()).toEqual([1, 7, 3]);
  expect(where(condition, 1, 0).toNested()).toEqual([1, 0, 1]);
  expect(where(condition, tensor([[1], [2]]), 0).toNested()).toEqual([
    [1, 0, 1],
    [2, 0, 2],
  ]);
});

test('the gradient is that of finite differences', () => {
  const random = seeded(1);
  const model = { a: parameter(normal()([2, 3], random)), b: parameter(normal()([3], random)) };
  gradcheck(model, () => weightedSum(where(condition, model.a, model.b)));
});

test('what was not chosen has no part in the gradient, whatever it is', () => {
  const x = tensor([-1, 4]);
  const { gradients } = pullBack(() => where(greater(x, 0), log(x), 0), [x], tensor([1, 1]));
  expect(gradients[0]?.toFloats()[1]).toBe(0.25);
  expect(where(tensor([0, 1]), Number.NaN, x).toNested()).toEqual([-1, Number.NaN]);
});
