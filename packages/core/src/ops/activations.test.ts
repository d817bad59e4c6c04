import { describe, expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { parameter } from '../tensor/parameter.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { leakyRelu, relu, sigmoid, tanh } from './activations.js';
import { sum } from './reduce.js';

const { POSITIVE_INFINITY: infinity, NEGATIVE_INFINITY: minusInfinity, NaN: nan } = Number;

const table: readonly (readonly [string, (x: Tensor) => Tensor, (x: number) => number])[] = [
  ['sigmoid', sigmoid, (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)))],
  ['tanh', tanh, Math.tanh],
  ['relu', relu, (x) => Math.max(x, 0)],
  ['leakyRelu', leakyRelu, (x) => (x > 0 ? x : 0.01 * x)],
  ['leakyRelu of slope 0.2', (x) => leakyRelu(x, { negativeSlope: 0.2 }), (x) => (x > 0 ? x : 0.2 * x)],
];

const ordinary = [-20, -3.5, -1, -0.5, -1e-3, 1e-3, 0.5, 1, 2, 5, 20];
const extreme = [-1e30, -1e4, -88, -1e-20, 0, 1e-20, 88, 1e4, 1e30];

/** The gradient of the sum of `op` over single-precision inputs. */
function slopes(op: (x: Tensor) => Tensor, inputs: readonly number[]): Float32Array | undefined {
  const x = parameter(tensor([inputs.length], inputs));
  differentiate([x], () => sum(op(x)));
  return x.gradient?.toFloats();
}

describe.each(table)('%s', (_name, op, reference) => {
  test('is what plain JavaScript computes', () => {
    for (const inputs of [ordinary, extreme]) {
      const y = op(tensor([inputs.length], inputs));
      expectClose(y.toFloats(), inputs.map(reference), { relative: 1e-6, absolute: 1e-30 });
    }
  });

  test('has the gradient of finite differences', () => {
    const x = parameter(tensor([9], [-20, -3.5, -1, -0.5, -0.01, 0.01, 0.5, 2, 5]));
    gradcheck([x], () => weightedSum(op(x)));
  });

  test('has finite gradients at any finite input', () => {
    for (const slope of slopes(op, [...ordinary, ...extreme]) ?? [nan])
      expect(slope).toSatisfy(Number.isFinite);
  });

  test('gives NaN for NaN', () => {
    const y = op(tensor([5], [1, nan, 1, nan, nan])).toNested();
    expect(y).toEqual([expect.closeTo(reference(1), 6), nan, expect.closeTo(reference(1), 6), nan, nan]);
  });
});

test('sigmoid and tanh reach their limits at infinity, with a gradient of zero', () => {
  const infinities = tensor([2], [minusInfinity, infinity]);
  expect(sigmoid(infinities).toNested()).toEqual([0, 1]);
  expect(tanh(infinities).toNested()).toEqual([-1, 1]);
  expectClose(slopes(sigmoid, [minusInfinity, infinity]) ?? [], [0, 0]);
  expectClose(slopes(tanh, [minusInfinity, infinity]) ?? [], [0, 0]);
});

test('sigmoid keeps its digits far out on the negative side, tanh near zero', () => {
  expectClose(sigmoid(tensor([3], [-30, -60, -80])).toFloats(), [-30, -60, -80].map(Math.exp), {
    relative: 1e-6,
    absolute: 0,
  });
  expectClose(tanh(tensor([2], [1e-6, -1e-20])).toFloats(), [1e-6, -1e-20], { relative: 1e-6, absolute: 0 });
});

test('relu and leakyRelu have their left slope at 0', () => {
  expect([...(slopes(relu, [0, -0]) ?? [])]).toEqual([0, 0]);
  expectClose(slopes(leakyRelu, [0, -0]) ?? [], [0.01, 0.01]);
});

test('leakyRelu takes infinities', () => {
  expect(leakyRelu(tensor([2], [minusInfinity, infinity])).toNested()).toEqual([minusInfinity, infinity]);
  expect(leakyRelu(tensor([2], [minusInfinity, infinity]), { negativeSlope: 0.5 }).toNested()).toEqual([
    minusInfinity,
    infinity,
  ]);
});
