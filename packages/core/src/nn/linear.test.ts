import { describe, expect, test } from 'vitest';
import { ArgumentError, ShapeError } from '../errors.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { constant, normal } from './initializers.js';
import { Linear } from './linear.js';

describe('a linear layer', () => {
  const random = seeded(1);

  test('multiplies by its weight and adds its bias', () => {
    const layer = new Linear(3, 2, { random });
    layer.weight.assign(tensor([3, 2], [1, 2, 3, 4, 5, 6]));
    layer.bias?.assign(tensor([2], [10, 20]));
    expect(layer.forward(tensor([1, 3], [1, 0, -1])).toNested()).toEqual([[6, 16]]);
    expect(layer.forward(zeros([4, 2, 3])).shape).toEqual([4, 2, 2]);
    expect(layer.forward(tensor([3], [1, 0, -1])).toNested()).toEqual([6, 16]);
  });

  test('can do without a bias', () => {
    const layer = new Linear(2, 2, { random, bias: false, weight: constant(1) });
    expect(layer.bias).toBeUndefined();
    expect(layer.forward(tensor([2], [1, 2])).toNested()).toEqual([3, 3]);
  });

  test('starts uniform within ±1/√inputs, weight and bias', () => {
    const { weight, bias } = new Linear(400, 50, { random });
    for (const numbers of [weight.toFloats(), bias?.toFloats() ?? []]) {
      expect(Math.max(...numbers)).toBeLessThanOrEqual(0.05);
      expect(Math.max(...numbers)).toBeGreaterThan(0.04);
      expect(Math.min(...numbers)).toBeGreaterThanOrEqual(-0.05);
    }
    const variance = weight.toFloats().reduce((sum, x) => sum + x * x, 0) / weight.size;
    expectClose(variance, 0.05 ** 2 / 3, { relative: 0.03 });
  });

  test('has the gradient of finite differences', () => {
    const model = { layer: new Linear(4, 3, { random }), x: parameter(normal()([2, 5, 4], random)) };
    gradcheck(model, () => weightedSum(model.layer.forward(model.x)));
  });

  test('names an input that does not fit', () => {
    expect(() => new Linear(3, 2, { random }).forward(zeros([4, 5]))).toThrow(
      new ShapeError('Linear', 'the input is [4, 5]; its last axis must be 3, the inputs of the layer.'),
    );
  });

  test('names a size that cannot be', () => {
    expect(() => new Linear(0, 2, { random })).toThrow(
      new ArgumentError('Linear', 'the number of inputs is 0; it must be a whole number of at least 1.'),
    );
    expect(() => new Linear(3, 2.5, { random })).toThrow(
      new ArgumentError('Linear', 'the number of outputs is 2.5; it must be a whole number of at least 1.'),
    );
  });
});
