import { expect, test } from 'vitest';
import { ArgumentError, HostError, ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { tensor, zeros } from '../tensor/tensor.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { pad } from './pad.js';

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

test('constants are put around', () => {
  expect(
    pad(x, [
      [0, 1],
      [2, 0],
    ]).toNested(),
  ).toEqual([
    [0, 0, 1, 2, 3],
    [0, 0, 4, 5, 6],
    [0, 0, 0, 0, 0],
  ]);
  expect(pad(tensor([1]), [[1, 1]], { value: 7 }).toNested()).toEqual([7, 1, 7]);
  expect(pad(zeros([0]), [[1, 1]], { value: 7 }).toNested()).toEqual([7, 7]);
});

test('neighbors are put around', () => {
  expect(pad(tensor([1, 2, 3]), [[2, 1]], { mode: 'reflect' }).toNested()).toEqual([3, 2, 1, 2, 3, 2]);
  expect(pad(tensor([1, 2, 3]), [[2, 1]], { mode: 'replicate' }).toNested()).toEqual([1, 1, 1, 2, 3, 3]);
  expect(pad(tensor([1, 2, 3]), [[2, 1]], { mode: 'circular' }).toNested()).toEqual([2, 3, 1, 2, 3, 1]);
});

test('the gradient is that of finite differences', () => {
  const p = parameter(normal()([2, 3, 4], seeded(1)));
  for (const mode of ['constant', 'reflect', 'replicate', 'circular'] as const) {
    gradcheck([p], () =>
      weightedSum(
        pad(
          p,
          [
            [0, 1],
            [2, 1],
            [0, 3],
          ],
          { mode },
        ),
      ),
    );
  }
});

test('widths are two for each axis, and not longer than there are neighbors', () => {
  for (const widths of [
    [],
    [[1, 1]],
    [
      [1, 1],
      [1, -1],
    ],
    [
      [1, 1],
      [1, 0.5],
    ],
  ]) {
    expect(() => pad(x, widths as [number, number][])).toThrow(ArgumentError);
  }
  expect(() =>
    pad(
      x,
      [
        [0, 0],
        [3, 0],
      ],
      { mode: 'reflect' },
    ),
  ).toThrow(
    new ShapeError(
      'pad',
      "axis 1 of [2, 3] cannot be padded by 3 and 0 elements in the mode 'reflect'; at most 2 are there.",
    ),
  );
});

test('widths beyond the memory of the host are refused', () => {
  for (const mode of ['constant', 'replicate'] as const) {
    expect(() => pad(tensor([1]), [[0, 2 ** 40]], { mode })).toThrow(HostError);
  }
});
