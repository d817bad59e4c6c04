import { describe, expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { add, divide, multiply } from './arithmetic.js';
import { concat, reshape, slice, stack } from './rearrange.js';
import { sum } from './reduce.js';
import { square } from './unary.js';

const random = seeded(1);
const drawn = (...shape: number[]) => normal()(shape, random);
const counting = (...shape: number[]) =>
  tensor(
    shape,
    Array.from({ length: shape.reduce((product, length) => product * length, 1) }, (_, i) => i),
  );

describe('reshape', () => {
  test('keeps the numbers and their order', () => {
    expect(reshape(counting(2, 3), [3, 2]).toNested()).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    expect(reshape(counting(1, 1), []).toNested()).toBe(0);
  });

  test('finds one length from the others', () => {
    expect(reshape(counting(2, 3, 4), [-1, 4]).shape).toEqual([6, 4]);
    expect(reshape(counting(2, 3, 4), [-1]).shape).toEqual([24]);
    expect(reshape(zeros([0, 3]), [-1, 3]).shape).toEqual([0, 3]);
  });

  test('passes gradients back in the same order', () => {
    const x = parameter(drawn(2, 6));
    gradcheck([x], () => weightedSum(reshape(square(reshape(x, [3, 4])), [12])));
  });

  test('refuses shapes of another size, and two unknown lengths', () => {
    for (const shape of [[4], [-1, 4], [-1, -1], [-2, -3], [2.5, 2.4], [0, -1]]) {
      expect(() => reshape(zeros([2, 3]), shape)).toThrow(
        new ShapeError(
          'reshape',
          `[2, 3] has 6 elements and cannot become [${shape.join(', ')}]; the sizes must be equal.`,
        ),
      );
    }
  });
});

describe('slice', () => {
  test('takes a range along any axis', () => {
    const x = counting(2, 3, 2);
    expect(slice(x, 0, 1, 2).toNested()).toEqual([
      [
        [6, 7],
        [8, 9],
        [10, 11],
      ],
    ]);
    expect(slice(x, 1, 1, 3).toNested()).toEqual([
      [
        [2, 3],
        [4, 5],
      ],
      [
        [8, 9],
        [10, 11],
      ],
    ]);
    expect(slice(x, -1, 0, 1).shape).toEqual([2, 3, 1]);
    expect(slice(x, 1, 2, 2).shape).toEqual([2, 0, 2]);
  });

  test('passes gradients back to where it was cut', () => {
    const x = parameter(drawn(3, 5, 2));
    for (const [axis, start, end] of [
      [0, 1, 3],
      [1, 2, 5],
      [1, 0, 1],
      [2, 1, 2],
    ] as const) {
      gradcheck([x], () => weightedSum(slice(x, axis, start, end)));
      gradcheck([x], () => weightedSum(slice(square(x), axis, start, end)));
    }
  });

  test('adds the gradients of slices that overlap', () => {
    const x = parameter(drawn(4));
    gradcheck([x], () => add(weightedSum(slice(x, 0, 0, 3)), weightedSum(slice(x, 0, 1, 4), 2)));
  });

  test('names the range and the axis where they do not fit', () => {
    for (const [start, end] of [
      [0, 4],
      [-1, 2],
      [2, 1],
      [0.5, 1],
    ] as const) {
      expect(() => slice(zeros([2, 3]), 1, start, end)).toThrow(
        new ArgumentError(
          'slice',
          `the range ${start} to ${end} is not within axis 1 of [2, 3]; it must be within 0 to 3.`,
        ),
      );
    }
    expect(() => slice(zeros([2, 3]), 2, 0, 1)).toThrow(
      new ShapeError('slice', '[2, 3] has no axis 2; axes run from -2 to 1.'),
    );
  });
});

describe('concat', () => {
  test('joins along any axis', () => {
    const [a, b] = [counting(2, 1), counting(2, 2)];
    expect(concat([a, b], 1).toNested()).toEqual([
      [0, 0, 1],
      [1, 2, 3],
    ]);
    expect(concat([b, b]).toNested()).toEqual([
      [0, 1],
      [2, 3],
      [0, 1],
      [2, 3],
    ]);
    expect(concat([a, zeros([2, 0]), b], -1).shape).toEqual([2, 3]);
    expect(concat([a]).toNested()).toEqual(a.toNested());
  });

  test('passes each its part of the gradient, twice where it stands twice', () => {
    const model = { a: parameter(drawn(2, 3, 2)), b: parameter(drawn(2, 1, 2)) };
    gradcheck(model, () => weightedSum(concat([model.a, model.b, model.a], 1)));
    const constant = drawn(1, 3, 2);
    gradcheck([model.a], () => weightedSum(concat([constant, model.a])));
  });

  test('needs tensors that agree in all other axes', () => {
    expect(() => concat([zeros([2, 3]), zeros([3, 3])], 1)).toThrow(
      new ShapeError('concat', '[2, 3] and [3, 3] differ in more than axis 1; all other axes must be equal.'),
    );
    expect(() => concat([zeros([2, 3]), zeros([2])])).toThrow(
      new ShapeError('concat', '[2, 3] and [2] differ in more than axis 0; all other axes must be equal.'),
    );
    expect(() => concat([])).toThrow(new ArgumentError('concat', 'there are no tensors; give at least one.'));
    expect(() => concat([zeros([2])], 1)).toThrow(
      new ShapeError('concat', '[2] has no axis 1; axes run from -1 to 0.'),
    );
  });
});

describe('stack', () => {
  test('puts tensors along a new axis, anywhere', () => {
    const [a, b] = [tensor([2], [1, 2]), tensor([2], [3, 4])];
    expect(stack([a, b]).toNested()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(stack([a, b], 1).toNested()).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(stack([a, b], -1).toNested()).toEqual(stack([a, b], 1).toNested());
    expect(stack([tensor([], [1]), tensor([], [2])]).toNested()).toEqual([1, 2]);
  });

  test('passes each its part of the gradient', () => {
    const model = { a: parameter(drawn(2, 3)), b: parameter(drawn(2, 3)) };
    for (const axis of [0, 1, 2]) gradcheck(model, () => weightedSum(stack([model.a, model.b], axis)));
  });

  test('needs tensors of one shape', () => {
    expect(() => stack([zeros([2]), zeros([3])])).toThrow(
      new ShapeError('stack', '[2] and [3] are different; all shapes must be equal.'),
    );
    expect(() => stack([])).toThrow(new ArgumentError('stack', 'there are no tensors; give at least one.'));
    expect(() => stack([zeros([2])], 2)).toThrow(
      new ShapeError('stack', 'there is no new axis 2 for tensors [2]; it runs from -2 to 1.'),
    );
  });
});

test('parts of the gradient of one tensor that cancel leave nothing, though other parts of it are small', () => {
  const x = parameter(tensor([2], [1e-3, 7e-4]));
  differentiate([x], () => add(sum(multiply(x, 0.1)), sum(divide(stack([x, x, x]), x))));
  expectClose(x.gradient?.toFloats() ?? [], [0.1, 0.1], { relative: 1e-7, absolute: 0 });
});
