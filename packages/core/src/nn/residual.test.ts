import { describe, expect, test } from 'vitest';
import { parametersOf } from '../autodiff/parameters.js';
import { ShapeError } from '../errors.js';
import { tanh } from '../ops/activations/tanh.js';
import { multiply } from '../ops/arithmetic.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { tensor, zeros } from '../tensor/tensor.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { normal } from './initializers.js';
import { Linear } from './linear.js';
import { Residual } from './residual.js';

describe('a residual block', () => {
  const random = seeded(1);

  test('adds its input to what its layers make of it', () => {
    const block = new Residual(
      (x) => multiply(x, 2),
      (x) => multiply(x, 5),
    );
    expect(block.forward(tensor([2], [1, -3])).toNested()).toEqual([11, -33]);
  });

  test('without layers doubles', () => {
    expect(new Residual().forward(tensor([2], [1, -3])).toNested()).toEqual([2, -6]);
  });

  test('names its parameters as a sequence of layers does', () => {
    const block = new Residual(new Linear(3, 3, { random }), tanh);
    expect([...parametersOf(block).keys()]).toEqual(['layers.0.weight', 'layers.0.bias']);
  });

  test('has the gradient of finite differences, by its input too', () => {
    const block = new Residual(new Linear(3, 4, { random }), tanh, new Linear(4, 3, { random }));
    const x = parameter(normal()([2, 3], random));
    gradcheck({ block, x }, () => weightedSum(block.forward(x)));
  });

  test('needs layers that give the shape of the input: nothing is broadcast', () => {
    const block = new Residual(new Linear(3, 1, { random }));
    expect(() => block.forward(zeros([2, 3]))).toThrow(
      new ShapeError(
        'Residual',
        'the input is [2, 3], the output of the layers [2, 1]; they must have the same shape.',
      ),
    );
  });
});
