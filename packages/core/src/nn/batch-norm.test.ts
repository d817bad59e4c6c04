import { describe, expect, test } from 'vitest';
import { differentiate, evaluate } from '../autodiff/differentiate.js';
import { frozen } from '../autodiff/frozen.js';
import { parametersOf } from '../autodiff/parameters.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { loadStateDictionary, stateDictionary } from '../files/state-dictionary.js';
import { multiply } from '../ops/arithmetic.js';
import { sum } from '../ops/reduce.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { full, type Tensor, tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { BatchNorm, type BatchNormOptions } from './batch-norm.js';
import { normal } from './initializers.js';

/** The moments of each channel of [N, C] or [N, C, L]. */
function momentsOf(x: Tensor) {
  const [, channels = 0, length = 1] = x.shape;
  return Array.from({ length: channels }, (_, c) => {
    const numbers = [...x.toFloats()].filter((_, i) => Math.floor(i / length) % channels === c);
    const mean = numbers.reduce((total, number) => total + number, 0) / numbers.length;
    const squares = numbers.reduce((total, number) => total + (number - mean) ** 2, 0);
    return { mean, biased: squares / numbers.length, unbiased: squares / (numbers.length - 1) };
  });
}

/** What the layer gives for `x` inside a step. */
function inStep(layer: BatchNorm, x: Tensor): Tensor {
  const factor = parameter(full([], 1));
  const { y } = differentiate([factor], () => {
    const y = layer.forward(x);
    return { loss: multiply(sum(y), factor), y };
  });
  return y;
}

const stateOf = (layer: BatchNorm) => ({
  mean: layer.runningMean.toNested(),
  variance: layer.runningVar.toNested(),
  batches: layer.numBatchesTracked.item(),
});

describe('batch norm', () => {
  const random = seeded(1);

  describe.each([
    ['[N, C]', [6, 3]],
    ['[N, C, L]', [4, 3, 5]],
  ])('over %s', (_name, shape) => {
    const length = shape[2] ?? 1;
    const channelOf = (i: number) => Math.floor(i / length) % 3;

    test('normalizes by the moments of the batch inside a step', () => {
      const layer = new BatchNorm(3, { eps: 0.01 });
      layer.weight?.assign(tensor([3], [1, 2, 3]));
      layer.bias?.assign(tensor([3], [0, -1, 5]));
      const x = normal(2)(shape, random);
      const moments = momentsOf(x);
      const expected = [...x.toFloats()].map((number, i) => {
        const { mean, biased } = moments[channelOf(i)] as (typeof moments)[0];
        const standard = (number - mean) / Math.sqrt(biased + 0.01);
        return standard * (channelOf(i) + 1) + ([0, -1, 5][channelOf(i)] as number);
      });
      const y = inStep(layer, x);
      expect(y.shape).toEqual(shape);
      expectClose(y.toFloats(), expected);
    });

    test('feeds the running statistics with the unbiased variance', () => {
      const layer = new BatchNorm(3, { momentum: 0.3 });
      const x = normal(2)(shape, random);
      const moments = momentsOf(x);
      inStep(layer, x);
      expectClose(
        layer.runningMean.toFloats(),
        moments.map(({ mean }) => 0.3 * mean),
      );
      expectClose(
        layer.runningVar.toFloats(),
        moments.map(({ unbiased }) => 0.7 + 0.3 * unbiased),
      );
      expect(layer.numBatchesTracked.item()).toBe(1);
    });

    test('normalizes by the running statistics outside a step, in an evaluation and frozen', () => {
      const layer = new BatchNorm(3);
      layer.runningMean.assign(tensor([3], [1, 2, 3]));
      layer.runningVar.assign(tensor([3], [4, 9, 16]));
      const before = stateOf(layer);
      const x = normal()(shape, random);
      const expected = [...x.toFloats()].map(
        (number, i) => (number - channelOf(i) - 1) / Math.sqrt((channelOf(i) + 2) ** 2 + 1e-5),
      );
      expectClose(layer.forward(x).toFloats(), expected);
      expectClose(evaluate(() => layer.forward(x)).toFloats(), expected);
      const factor = parameter(full([], 1));
      const { y } = differentiate([factor], () => {
        const y = frozen(layer).forward(x);
        return { loss: multiply(sum(y), factor), y };
      });
      expectClose(y.toFloats(), expected);
      expect(stateOf(layer)).toEqual(before);
    });

    test.each([true, false])('has the gradient of finite differences in training; affine: %s', (affine) => {
      const layer = drawn({ affine });
      const x = parameter(normal()(shape, random));
      gradcheck({ layer, x }, () => weightedSum(layer.forward(x)));
      expect(stateOf(layer).batches).toBe(0);
    });

    test('has the gradient of finite differences frozen', () => {
      const layer = drawn();
      const x = parameter(normal()(shape, random));
      gradcheck([x, layer.weight, layer.bias], () => weightedSum(frozen(layer).forward(x)));
    });
  });

  function drawn(options: BatchNormOptions = {}): BatchNorm {
    const layer = new BatchNorm(3, options);
    layer.weight?.assign(normal()([3], random));
    layer.bias?.assign(normal()([3], random));
    layer.runningMean.assign(normal()([3], random));
    return layer;
  }

  test('with cumulative momentum has the mean over all batches as its statistics', () => {
    const layer = new BatchNorm(2, { momentum: 'cumulative' });
    const xs = Array.from({ length: 5 }, () => normal(3)([4, 2], random));
    for (const x of xs) inStep(layer, x);
    const average = (pick: (moments: ReturnType<typeof momentsOf>[0]) => number) =>
      [0, 1].map((c) => xs.reduce((total, x) => total + pick(momentsOf(x)[c] as never), 0) / xs.length);
    expectClose(
      layer.runningMean.toFloats(),
      average(({ mean }) => mean),
    );
    expectClose(
      layer.runningVar.toFloats(),
      average(({ unbiased }) => unbiased),
    );
    expect(layer.numBatchesTracked.item()).toBe(5);
  });

  test('takes in every batch of a step with several', () => {
    const [together, apart] = [new BatchNorm(2), new BatchNorm(2)];
    const xs = Array.from({ length: 2 }, () => normal(3)([4, 2], random));
    const factor = parameter(full([], 1));
    differentiate([factor], () => {
      for (const x of xs) together.forward(x);
      return factor;
    });
    for (const x of xs) inStep(apart, x);
    expect(stateOf(together)).toEqual(stateOf(apart));
  });

  test('has its statistics as they were after a step that throws', () => {
    const layer = new BatchNorm(2);
    inStep(layer, normal()([4, 2], random));
    const before = stateOf(layer);
    const x = normal()([4, 2], random);
    expect(() => differentiate(layer, () => multiply(sum(layer.forward(x)), Number.NaN))).toThrow('NaN');
    expect(() =>
      differentiate(layer, () => {
        layer.forward(x);
        throw new Error('no batch');
      }),
    ).toThrow('no batch');
    expect(stateOf(layer)).toEqual(before);
    differentiate(layer, () => sum(layer.forward(x)));
    expect(stateOf(layer)).not.toEqual(before);
  });

  test('keeps its digits where the mean is large', () => {
    const y = inStep(new BatchNorm(1), tensor([4, 1], [1e4 + 1, 1e4 + 2, 1e4 + 3, 1e4 + 4]));
    const deviation = Math.sqrt(1.25 + 1e-5);
    expectClose(
      y.toFloats(),
      [-1.5, -0.5, 0.5, 1.5].map((x) => x / deviation),
    );
  });

  test('gives the shift alone for a channel of equal numbers', () => {
    const layer = new BatchNorm(1);
    layer.bias?.assign(tensor([1], [2]));
    expect(inStep(layer, full([3, 1], 7)).toNested()).toEqual([[2], [2], [2]]);
  });

  test('has parameters and statistics in the state dictionary, the parameters alone in what is trained', () => {
    const model = { norm: new BatchNorm(2) };
    expect([...parametersOf(model).keys()]).toEqual(['norm.weight', 'norm.bias']);
    const names = ['weight', 'bias', 'runningMean', 'runningVar', 'numBatchesTracked'];
    expect(Object.keys(stateDictionary(model))).toEqual(names.map((name) => `norm.${name}`));
    expect(Object.keys(stateDictionary(new BatchNorm(2, { affine: false })))).toEqual(names.slice(2));
    inStep(model.norm, normal()([4, 2], random));
    const copy = { norm: new BatchNorm(2) };
    loadStateDictionary(copy, stateDictionary(model));
    expect(stateOf(copy.norm)).toEqual(stateOf(model.norm));
  });

  test('needs [N, C] or [N, C, L] with its channels', () => {
    const layer = new BatchNorm(3);
    for (const shape of [[3], [2, 4], [2, 4, 3], [2, 3, 4, 5]]) {
      expect(() => layer.forward(zeros(shape))).toThrow(
        new ShapeError('BatchNorm', `the input is [${shape.join(', ')}]; it must be [N, 3] or [N, 3, L].`),
      );
    }
  });

  test('needs two numbers for each channel inside a step, and none outside', () => {
    const layer = new BatchNorm(3);
    expect(() => inStep(layer, zeros([1, 3]))).toThrow(
      new ShapeError(
        'BatchNorm',
        'the input [1, 3] has one number for each channel; inside a step it must have at least two, for there to be a variance. ' +
          'Use a larger batch, or frozen(layer).',
      ),
    );
    expect(() => inStep(layer, zeros([0, 3, 4]))).toThrow('has no numbers for each channel');
    expect(inStep(layer, zeros([1, 3, 2])).shape).toEqual([1, 3, 2]);
    expect(layer.forward(zeros([1, 3])).shape).toEqual([1, 3]);
    expect(layer.forward(zeros([0, 3])).shape).toEqual([0, 3]);
  });

  test('names an argument that cannot be', () => {
    expect(() => new BatchNorm(0)).toThrow(
      new ArgumentError('BatchNorm', 'the number of channels is 0; it must be a whole number of at least 1.'),
    );
    expect(() => new BatchNorm(2, { momentum: 1.5 })).toThrow(
      new ArgumentError(
        'BatchNorm',
        "the momentum is 1.5; it must be a number from 0 to 1, or 'cumulative'.",
      ),
    );
    expect(() => new BatchNorm(2, { eps: Number.NaN })).toThrow(
      new ArgumentError('BatchNorm', 'eps is NaN; it must be a finite number of at least 0.'),
    );
  });
});

test.each([
  ['equal large numbers', [1e10, 1e10, 1e10]],
  ['numbers close to one another, far from 0', [10000, 10000.001, 10000.002]],
  [
    'numbers far from one another',
    Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? 1e18 : -1e18) * (1 + i / 1000)),
  ],
])('the moments of %s are right to rounding, [N, C] and [N, C, L]', (_, numbers) => {
  const single = Float32Array.from(numbers);
  const mean = single.reduce((total, x) => total + x, 0) / single.length;
  const squares = single.reduce((total, x) => total + (x - mean) ** 2, 0);
  const expected = Array.from(single, (x) => (x - mean) / Math.sqrt(squares / single.length + 1e-5));
  for (const shape of [
    [single.length, 1],
    [1, 1, single.length],
  ]) {
    const layer = new BatchNorm(1, { momentum: 1 });
    expectClose(inStep(layer, tensor(shape, single)).toFloats(), expected, {
      relative: 1e-6,
      absolute: 1e-6,
    });
    expectClose(layer.runningMean.toFloats(), [mean], { relative: 1e-7, absolute: 0 });
    expectClose(layer.runningVar.toFloats(), [squares / (single.length - 1)], {
      relative: 5e-7,
      absolute: 0,
    });
  }
});
