import { describe, expect, test } from 'vitest';
import { operation } from '../autodiff/operation.js';
import { defaultEngine, engine } from '../engine/default-engine.js';
import { Linear } from '../nn/linear.js';
import { Sequential } from '../nn/sequential.js';
import { tanh } from '../ops/activations/tanh.js';
import { add, multiply } from '../ops/arithmetic.js';
import { sum } from '../ops/reduce.js';
import { square } from '../ops/unary.js';
import { seeded } from '../random/seeded.js';
import { type Parameter, parameter } from '../tensor/parameter.js';
import { scalar, type Tensor, tensor, zeros } from '../tensor/tensor.js';
import { GradientMismatchError, gradcheck } from './gradcheck.js';

/** `3 x` with a backward pass that is wrong at one element. */
function wronglyTripled(x: Tensor, wrongAt: number, slope: number): Tensor {
  return operation([x], x.shape, (scope, y) => {
    const { memory } = scope;
    memory.view(scope.at(y), x.size).set(memory.view(scope.at(x), x.size).map((number) => 3 * number));
    return () => {
      const dx = memory.view(scope.gradientAt(x), x.size);
      memory.view(scope.gradientAt(y), x.size).forEach((dy, i) => {
        dx[i] = (dx[i] ?? 0) + (i === wrongAt ? slope : 3) * dy;
      });
    };
  });
}

describe('gradcheck', () => {
  const random = seeded(3);
  const numbers = Array.from({ length: 6 }, () => random.normal());

  test('accepts a right gradient, of a whole model', () => {
    const model = new Sequential(new Linear(3, 5, { random }), tanh, new Linear(5, 2, { random }));
    const x = parameter(tensor([2, 3], numbers));
    gradcheck({ model, x }, () => sum(square(model.forward(x))));
    expect(engine()).toBe(defaultEngine());
  });

  test('finds a wrong one, and names parameter, place and both numbers', () => {
    const model = { deep: [{ w: parameter(tensor([2, 3], numbers)) }] };
    const check = () => gradcheck(model, () => sum(wronglyTripled(model.deep[0]?.w as Parameter, 4, 2.5)));
    expect(check).toThrow(GradientMismatchError);
    expect(check).toThrow(
      /^gradcheck: the gradient of deep\.0\.w \[2, 3\] at \[1, 1\] is 2\.5, but finite differences give 3/,
    );
    const data = { path: 'deep.0.w', shape: [2, 3], index: [1, 1], analytic: 2.5 };
    expect(check).toThrow(expect.objectContaining(data));
  });

  test('finds an error of 1e-5, and accepts one within the tolerance it is given', () => {
    const w = parameter(tensor([2, 3], numbers));
    const loss = () => sum(wronglyTripled(w, 4, 3 * (1 + 1e-5)));
    expect(() => gradcheck([w], loss)).toThrow(GradientMismatchError);
    expect(() => gradcheck([w], loss, { relative: 1e-4 })).not.toThrow();
  });

  test('takes a gradient that is NaN for wrong', () => {
    const w = parameter(tensor([2, 3], numbers));
    expect(() => gradcheck([w], () => sum(wronglyTripled(w, 0, Number.NaN)))).toThrow('at [0, 0] is NaN');
  });

  test('draws elements of large parameters, by a seed', () => {
    const w = parameter(zeros([1000]));
    const loss = () => sum(wronglyTripled(w, 7, 2));
    expect(() => gradcheck([w], loss, { samples: 1000 })).toThrow('at [7]');
    let found = 0;
    for (let seed = 0; seed < 20; seed++) {
      try {
        gradcheck([w], loss, { samples: 100, seed });
      } catch {
        found++;
      }
    }
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(10);
  });

  test('leaves the parameters as they were, and checks again what has been trained since', () => {
    const w = parameter(tensor([2], [1, 2]));
    const seen: number[] = [];
    const loss = () => {
      seen.push(w.toFloats()[0] as number);
      return sum(square(w));
    };
    gradcheck([w], loss);
    expect(w.toNested()).toEqual([1, 2]);
    w.assign(tensor([2], [5, 6]));
    seen.length = 0;
    gradcheck([w], loss);
    expect(seen[0]).toBe(5);
    expect(w.toNested()).toEqual([5, 6]);
  });

  test('refuses a closure that computes something else each time', () => {
    const w = parameter(scalar(2));
    let calls = 0;
    expect(() => gradcheck([w], () => multiply(w, ++calls))).toThrow(
      'gradcheck: the closure gave the loss 2, then 4; it must compute the same each time it is called.',
    );
  });

  test('refuses a model without parameters', () => {
    expect(() => gradcheck({}, () => scalar(1))).toThrow('gradcheck: the model has no parameters to check.');
  });
});

test('what a check only reads has its present numbers in each check', () => {
  const p = parameter(tensor([1], [2]));
  const other = parameter(tensor([1], [1]));
  let seen: unknown;
  const loss = () => {
    seen = other.toNested();
    return sum(square(add(p, other)));
  };
  gradcheck({ p }, loss);
  expect(seen).toEqual([1]);
  other.assign(tensor([1], [5]));
  gradcheck({ p }, loss);
  expect([seen, other.item(), p.item()]).toEqual([[5], 5, 2]);
});
