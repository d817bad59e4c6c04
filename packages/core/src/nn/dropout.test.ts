import { describe, expect, test } from 'vitest';
import { differentiate, evaluate } from '../autodiff/differentiate.js';
import { frozen } from '../autodiff/frozen.js';
import { kernels } from '../engine/default-engine.js';
import { ArgumentError } from '../errors.js';
import { sum } from '../ops/reduce.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { full, type Tensor, tensor } from '../tensor/tensor.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { Dropout } from './dropout.js';
import { normal } from './initializers.js';

/** What a layer gives inside a step, and its gradient. */
function inStep(forward: (x: Tensor) => Tensor, numbers: Tensor) {
  const x = parameter(numbers);
  const { y } = differentiate([x], () => {
    const y = forward(x);
    return { loss: sum(y), y };
  });
  return { y: [...y.toFloats()], dx: [...(x.gradient?.toFloats() ?? [])] };
}

describe('dropout', () => {
  test('inside a step sets a share of the elements to zero and scales the others, the gradient alike', () => {
    const layer = new Dropout(0.2, { random: seeded(1) });
    const { y, dx } = inStep((x) => layer.forward(x), full([100, 100], 3));
    expect(new Set(y)).toEqual(new Set([0, Math.fround(3.75)]));
    expect(dx).toEqual(y.map((number) => Math.fround(number / 3)));
    const share = y.filter((number) => number === 0).length / y.length;
    expect(share).toBeGreaterThan(0.2 - 5 * 0.004); // five standard deviations
    expect(share).toBeLessThan(0.2 + 5 * 0.004);
  });

  test('outside a step, in an evaluation and frozen gives its input', () => {
    const layer = new Dropout(0.5, { random: seeded(1) });
    const x = normal()([4, 5], seeded(2));
    expect(layer.forward(x).toNested()).toEqual(x.toNested());
    expect(evaluate(() => layer.forward(x)).toNested()).toEqual(x.toNested());
    const { y, dx } = inStep((x) => frozen(layer).forward(x), x);
    expect(y).toEqual([...x.toFloats()]);
    expect(dx).toEqual(Array.from({ length: 20 }, () => 1));
  });

  test('draws another mask at each use, and the same masks from the same seed', () => {
    const random = seeded(7);
    const layer = new Dropout(0.5, { random });
    const ones = full([32], 1);
    const before = random.state();
    const [first, second] = [inStep((x) => layer.forward(x), ones), inStep((x) => layer.forward(x), ones)];
    expect(second).not.toEqual(first);
    random.restore(before);
    expect(inStep((x) => layer.forward(x), ones)).toEqual(first);
  });

  test.each(kernels.available)('with a seed has the same mask on every machine: %s kernels', (variant) => {
    kernels.use(variant);
    try {
      const layer = new Dropout(0.5, { random: seeded(2026) });
      const { y } = inStep((x) => layer.forward(x), full([24], 1));
      expect(y.map((number) => number / 2).join('')).toMatchInlineSnapshot(`"010001110111110111111010"`);
    } finally {
      kernels.use('auto');
    }
  });

  test('with probability 0 lets everything pass, with 1 nothing', () => {
    const x = tensor([3], [1, -2, 3]);
    expect(inStep((x) => new Dropout(0, { random: seeded(1) }).forward(x), x).y).toEqual([1, -2, 3]);
    const { y, dx } = inStep((x) => new Dropout(1, { random: seeded(1) }).forward(x), x);
    expect(y.map(Math.abs)).toEqual([0, 0, 0]);
    expect(dx).toEqual([0, 0, 0]);
  });

  test('has the gradient of finite differences', () => {
    const random = seeded(3);
    const layer = new Dropout(0.4, { random });
    const state = random.state();
    const x = parameter(normal()([5, 7], seeded(4)));
    gradcheck([x], () => {
      random.restore(state);
      return weightedSum(layer.forward(x));
    });
  });

  test('needs a probability', () => {
    const random = seeded(1);
    for (const probability of [-0.1, 1.5, Number.NaN]) {
      expect(() => new Dropout(probability, { random })).toThrow(
        new ArgumentError(
          'Dropout',
          `the probability is ${probability}; it must be a number from 0 to 1, the share of elements that are dropped.`,
        ),
      );
    }
  });
});
