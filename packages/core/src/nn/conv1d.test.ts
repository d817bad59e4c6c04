import { expect, test } from 'vitest';
import { ShapeError } from '../errors.js';
import { reshape } from '../ops/rearrange.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { Conv1d } from './conv1d.js';
import { Conv2d } from './conv2d.js';
import { normal } from './initializers.js';

const options = { random: seeded(1), stride: 2, padding: 2, dilation: 2, groups: 2 };

test('sequences are images of one row', () => {
  const one = new Conv1d(4, 6, 3, options);
  const two = new Conv2d(4, 6, [1, 3], { ...options, stride: [1, 2], padding: [0, 2], dilation: [1, 2] });
  two.weight.assign(reshape(one.weight, [6, 2, 1, 3]));
  if (one.bias !== undefined) two.bias?.assign(one.bias);
  const x = normal()([2, 4, 9], seeded(2));
  const y = one.forward(x);
  expect(y.shape).toEqual([2, 6, 5]);
  expectClose(y.toFloats(), two.forward(reshape(x, [2, 4, 1, 9])).toFloats());
});

test('the gradients are those of finite differences', () => {
  const layer = new Conv1d(4, 2, 3, options);
  const x = parameter(normal()([2, 4, 6], seeded(2)));
  gradcheck({ layer, x }, () => weightedSum(layer.forward(x)));
});

test('a sequence has three axes', () => {
  expect(() => new Conv1d(4, 2, 3, options).forward(zeros([4, 9]))).toThrow(
    new ShapeError('Conv1d', 'the input is [4, 9]; it must be [N, 4, L].'),
  );
});
