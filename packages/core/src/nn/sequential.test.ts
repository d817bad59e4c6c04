import { describe, expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { parametersOf } from '../autodiff/parameters.js';
import { meanSquaredError } from '../losses/mean-squared-error.js';
import { tanh } from '../ops/activations/tanh.js';
import { multiply, subtract } from '../ops/arithmetic.js';
import { seeded } from '../random/seeded.js';
import { tensor } from '../tensor/tensor.js';
import { gradcheck } from '../testing/gradcheck.js';
import { applyLayer } from './layer.js';
import { Linear } from './linear.js';
import { Sequential } from './sequential.js';

const inputs = tensor([4, 2], [0, 0, 0, 1, 1, 0, 1, 1]);
const targets = tensor([4, 1], [0, 1, 1, 0]);

describe('layers one after the other', () => {
  test('are objects with forward, or functions', () => {
    const double = { forward: (x: typeof inputs) => multiply(x, 2) };
    const increment = (x: typeof inputs) => subtract(x, -1);
    expect(applyLayer(double, inputs).toFloats()[3]).toBe(2);
    expect(applyLayer(increment, inputs).toFloats()[3]).toBe(2);
    const x = tensor([2], [1, 3]);
    expect(new Sequential(double, increment).forward(x).toNested()).toEqual([3, 7]);
    expect(new Sequential(increment, double).forward(x).toNested()).toEqual([4, 8]);
    expect(new Sequential().forward(x)).toBe(x);
  });

  test('name their parameters by position', () => {
    const random = seeded(1);
    const model = new Sequential(
      new Linear(2, 3, { random }),
      tanh,
      new Sequential(new Linear(3, 1, { random })),
    );
    expect([...parametersOf(model).keys()]).toEqual([
      'layers.0.weight',
      'layers.0.bias',
      'layers.2.layers.0.weight',
      'layers.2.layers.0.bias',
    ]);
  });

  test('learn XOR by gradient descent, from any of ten seeds', () => {
    for (let seed = 0; seed < 10; seed++) {
      const random = seeded(seed);
      const model = new Sequential(new Linear(2, 8, { random }), tanh, new Linear(8, 1, { random }));
      let last = Number.POSITIVE_INFINITY;
      for (let step = 0; step < 2000 && last > 1e-3; step++) {
        last = differentiate(model, () => meanSquaredError(model.forward(inputs), targets)).loss;
        for (const p of parametersOf(model).values()) {
          if (p.gradient !== undefined) p.assign(subtract(p, multiply(p.gradient, 0.2)));
        }
      }
      const answers = model.forward(inputs).toFloats();
      expect([...answers].map(Math.round), `seed ${seed}, loss ${last}`).toEqual([0, 1, 1, 0]);
    }
  });

  test('have the gradient of finite differences', () => {
    const random = seeded(1);
    const model = new Sequential(new Linear(2, 5, { random }), tanh, new Linear(5, 1, { random }));
    gradcheck(model, () => meanSquaredError(model.forward(inputs), targets));
  });
});
