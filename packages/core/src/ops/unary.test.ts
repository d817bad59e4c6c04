import { describe, expect, test } from 'vitest';
import * as scalar from '../equation/build.js';
import { parameter } from '../tensor/parameter.js';
import { type Tensor, tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { abs, exp, log, negate, pointwise, sqrt, square } from './unary.js';

type Unary = readonly [
  name: string,
  op: (x: Tensor) => Tensor,
  reference: (x: number) => number,
  inputs: readonly number[],
];

const any = [-3, -1.5, -0.25, 0.125, 0.5, 1, 2.5];
const positive = [0.05, 0.5, 1, 1.5, 2, 7, 100];

const table: readonly Unary[] = [
  ['negate', negate, (x) => -x, any],
  ['abs', abs, Math.abs, any],
  ['sqrt', sqrt, Math.sqrt, positive],
  ['exp', exp, Math.exp, any],
  ['log', log, Math.log, positive],
  ['square', square, (x) => x * x, any],
];

describe.each(table)('%s', (_name, op, reference, inputs) => {
  test('is what plain JavaScript computes, element by element', () => {
    const y = op(tensor([7, 1], inputs));
    expect(y.shape).toEqual([7, 1]);
    expectClose(y.toFloats(), inputs.map(reference), { relative: 1e-6, absolute: 1e-7 });
  });

  test('has the gradient of finite differences', () => {
    const x = parameter(tensor([7], inputs));
    gradcheck([x], () => weightedSum(op(x)));
  });

  test('takes tensors of any rank, and of no elements', () => {
    expect(op(tensor([], [1])).item()).toBeCloseTo(reference(1), 6);
    expect(op(zeros([0, 3])).shape).toEqual([0, 3]);
    expect(op(tensor([1, 1, 1], [1])).shape).toEqual([1, 1, 1]);
  });
});

test('a function of one number becomes one on tensors', () => {
  const swish = pointwise('swish', (x) => scalar.mul(x, scalar.sigmoid(x)));
  const x = parameter(tensor([4], [-2, 0, 1, 30]));
  expectClose(swish(x).toFloats(), [-2 / (1 + Math.exp(2)), 0, 1 / (1 + Math.exp(-1)), 30]);
  gradcheck([x], () => weightedSum(swish(x)));
  expect(swish.name).toBe('swish');
});
