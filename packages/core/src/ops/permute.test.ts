import { expect, test } from 'vitest';
import { ArgumentError, ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { tensor, zeros } from '../tensor/tensor.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { permute, transpose } from './permute.js';

/** Every order of the axes 0 to `count - 1`. */
function ordersOf(count: number): number[][] {
  if (count === 0) return [[]];
  return ordersOf(count - 1).flatMap((order) =>
    Array.from({ length: count }, (_, place) => order.toSpliced(place, 0, count - 1)),
  );
}

/** `y[i_axes[0], i_axes[1], ...] = x[i_0, i_1, ...]`, element by element. */
function naive(numbers: ArrayLike<number>, shape: readonly number[], axes: readonly number[]): number[] {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const result: number[] = [];
  const visit = (depth: number, place: number): void => {
    const axis = axes[depth];
    if (axis === undefined) result.push(numbers[place] as number);
    else for (let i = 0; i < (shape[axis] ?? 0); i++) visit(depth + 1, place + i * (strides[axis] ?? 0));
  };
  visit(0, 0);
  return result;
}

test.each([[[2, 3]], [[4, 2, 3]], [[2, 3, 4, 5]], [[2, 1, 3, 2, 2]], [[1, 4, 1, 3]], [[2, 0, 3]]])(
  'every order of the axes of %j is that of a loop over its elements',
  (shape) => {
    const x = normal()(shape, seeded(1));
    for (const axes of ordersOf(shape.length)) {
      const y = permute(x, axes);
      expect(y.shape).toEqual(axes.map((axis) => shape[axis]));
      expect([...y.toFloats()]).toEqual(naive(x.toFloats(), shape, axes));
    }
  },
);

test('gradients go the way back', () => {
  const x = parameter(normal()([2, 3, 2, 2], seeded(1)));
  for (const axes of ordersOf(4)) gradcheck([x], () => weightedSum(permute(x, axes)));
  gradcheck([x], () => weightedSum(transpose(x)));
});

test('two axes are exchanged, the last two if none are named', () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(transpose(x).toNested()).toEqual([
    [1, 4],
    [2, 5],
    [3, 6],
  ]);
  expect(transpose(zeros([2, 3, 4, 5]), 0, -1).shape).toEqual([5, 3, 4, 2]);
});

test('every axis must be named once', () => {
  expect(() => permute(zeros([2, 3]), [0, 0])).toThrow(
    new ArgumentError('permute', 'the axes are [0, 0]; they must name each of the 2 axes of [2, 3] once.'),
  );
  expect(() => permute(zeros([2, 3]), [0])).toThrow(ArgumentError);
  expect(() => permute(zeros([2, 3]), [0, 2])).toThrow(ShapeError);
  expect(() => transpose(zeros([3]))).toThrow(
    new ShapeError('transpose', '[3] has no axis -2; axes run from -1 to 0.'),
  );
});
