import { expect, test } from 'vitest';
import { ArgumentError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { tensor } from '../tensor/tensor.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { flip } from './flip.js';

test('the elements along the axes are in reverse', () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(flip(x, 0).toNested()).toEqual([
    [4, 5, 6],
    [1, 2, 3],
  ]);
  expect(flip(x, [0, -1]).toNested()).toEqual([
    [6, 5, 4],
    [3, 2, 1],
  ]);
  expect(flip(x, []).toNested()).toEqual(x.toNested());
});

test('the gradient is that of finite differences', () => {
  const x = parameter(normal()([2, 3, 2], seeded(1)));
  for (const axes of [0, 1, [0, 2]]) gradcheck([x], () => weightedSum(flip(x, axes)));
});

test('an axis is named once', () => {
  expect(() => flip(tensor([1, 2]), [0, -1])).toThrow(
    new ArgumentError('flip', 'the axes [0, -1] name an axis twice; name each once.'),
  );
});
