import { describe, expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { kernels } from '../engine/default-engine.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { add, divide, maximum, minimum, multiply, subtract } from './arithmetic.js';
import { reshape, slice } from './rearrange.js';
import { sum } from './reduce.js';

type Binary = (a: Tensor | number, b: Tensor | number) => Tensor;

const table: readonly (readonly [name: string, op: Binary, reference: (a: number, b: number) => number])[] = [
  ['add', add, (a, b) => a + b],
  ['subtract', subtract, (a, b) => a - b],
  ['multiply', multiply, (a, b) => a * b],
  ['divide', divide, (a, b) => a / b],
  ['maximum', maximum, Math.max],
  ['minimum', minimum, Math.min],
];

/**
 * Pairs of shapes and the shape they broadcast to; `row` operands, spread ones, and both at once.
 */
const shapes: readonly (readonly [readonly number[], readonly number[], readonly number[]])[] = [
  [[], [], []],
  [[17], [17], [17]],
  [
    [3, 5],
    [3, 5],
    [3, 5],
  ],
  [[3, 5], [5], [3, 5]],
  [[5], [3, 5], [3, 5]],
  [
    [3, 5],
    [1, 5],
    [3, 5],
  ],
  [
    [3, 5],
    [3, 1],
    [3, 5],
  ],
  [[3, 5], [], [3, 5]],
  [
    [3, 1],
    [1, 4],
    [3, 4],
  ],
  [
    [2, 3, 4],
    [3, 4],
    [2, 3, 4],
  ],
  [
    [2, 3, 4],
    [3, 1],
    [2, 3, 4],
  ],
  [
    [2, 1, 4],
    [3, 1],
    [2, 3, 4],
  ],
  [[1, 4], [4], [1, 4]],
  [[1], [1, 1], [1, 1]],
  [[0, 4], [4], [0, 4]],
  [[4, 0], [1], [4, 0]],
];

const random = seeded(1);
const drawn = (shape: readonly number[]) => normal()(shape, random);

/** The element of an array at a place of the shape it is broadcast to. */
function broadcastElement(x: Tensor, shape: readonly number[], index: number): number {
  let rest = index;
  let offset = 0;
  let stride = 1;
  for (let fromEnd = 1; fromEnd <= shape.length; fromEnd++) {
    const length = shape.at(-fromEnd) ?? 1;
    const own = x.shape.at(-fromEnd) ?? 1;
    if (fromEnd <= x.shape.length) {
      offset += (own === 1 ? 0 : rest % length) * stride;
      stride *= own;
    }
    rest = Math.floor(rest / length);
  }
  return x.toFloats()[offset] as number;
}

describe.each(table)('%s', (name, op, reference) => {
  test.each(shapes)('of %j and %j gives %j', (aShape, bShape, shape) => {
    const [a, b] = [drawn(aShape), drawn(bShape)];
    const y = op(a, b);
    expect(y.shape).toEqual(shape);
    const expected = Array.from({ length: y.size }, (_, i) =>
      reference(broadcastElement(a, shape, i), broadcastElement(b, shape, i)),
    );
    expectClose(y.toFloats(), expected, { relative: 1e-6, absolute: 0 });
  });

  test.each(shapes)('of %j and %j has the gradient of finite differences', (aShape, bShape) => {
    // far enough apart that there is no zero to divide by and no kink
    const model = {
      a: parameter(add(multiply(drawn(aShape), 0.4), 1.5)),
      b: parameter(subtract(multiply(drawn(bShape), 0.4), 1.5)),
    };
    gradcheck(model, () => weightedSum(op(model.a, model.b)));
  });

  test('takes a number on either side', () => {
    const x = parameter(tensor([3], [1, -2, 4]));
    expectClose(
      op(x, 1.5).toFloats(),
      [1, -2, 4].map((value) => reference(value, 1.5)),
    );
    expectClose(
      op(1.5, x).toFloats(),
      [1, -2, 4].map((value) => reference(1.5, value)),
    );
    gradcheck([x], () => add(weightedSum(op(x, 1.5)), weightedSum(op(-0.5, x), 2)));
  });

  test('of parts of one tensor that overlap adds both gradients', () => {
    const x = parameter(tensor([9], [1, -2, 4, 0.5, 3, 1.25, -1, 2, 5]));
    gradcheck([x], () => weightedSum(op(slice(x, 0, 0, 8), slice(x, 0, 1, 9))));
  });

  test('names both shapes where they do not broadcast', () => {
    expect(() => op(drawn([2, 3]), drawn([2]))).toThrow(
      new ShapeError(
        name,
        '[2, 3] and [2] do not broadcast: counted from the end, axis 1 is 3 and 2; the lengths must be equal, or one of them 1.',
      ),
    );
  });

  test('refuses two numbers', () => {
    expect(() => op(1, 2)).toThrow(
      new ArgumentError(name, '1 and 2 are both numbers; one of the operands must be a tensor.'),
    );
  });
});

test('of an operand with itself both gradients are added', () => {
  const x = parameter(tensor([5], [1, -2, 4, 0.5, 3]));
  for (const op of [add, subtract, multiply, divide]) gradcheck([x], () => weightedSum(op(x, x)));
});

test('where two are equal, each gets half of the gradient of maximum and minimum', () => {
  for (const op of [maximum, minimum]) {
    const [a, b] = [parameter(tensor([2], [1, 2])), parameter(tensor([2], [1, 2]))];
    differentiate([a, b], () => sum(op(a, b)));
    expect([a, b].map(({ gradient }) => gradient?.toNested())).toEqual([
      [0.5, 0.5],
      [0.5, 0.5],
    ]);
    const x = parameter(tensor([3], [-1, 0, 1]));
    differentiate([x], () => sum(op(x, 0)));
    expect(x.gradient?.toFloats()[1]).toBe(0.5);
  }
});

test.each(kernels.available)(
  'the gradient of a divisor is 0 for a dividend of 0, with %s kernels',
  (variant) => {
    kernels.use(variant);
    try {
      for (const [b, dy] of [
        [1e-39, 1],
        [1e-20, 1e20],
      ] as const) {
        const [dividend, divisor] = [parameter(tensor([1], [0])), parameter(tensor([1], [b]))];
        differentiate([dividend, divisor], () => sum(multiply(divide(dividend, divisor), dy)));
        expect(Math.abs(divisor.gradient?.item() ?? Number.NaN)).toBe(0);
      }
    } finally {
      kernels.use('auto');
    }
  },
);

test('of a matrix with one of its own rows both gradients are added', () => {
  const matrix = parameter(drawn([3, 4]));
  gradcheck([matrix], () => weightedSum(multiply(matrix, reshape(slice(matrix, 0, 1, 2), [4]))));
});

test('dividing by zero follows IEEE 754', () => {
  expect(divide(tensor([3], [1, -1, 0]), tensor([3], [0, 0, 0])).toNested()).toEqual([
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
  ]);
});

test('maximum and minimum give NaN where either is NaN', () => {
  const odd = tensor([2], [Number.NaN, 1]);
  const other = tensor([2], [1, Number.NaN]);
  expect(maximum(odd, other).toNested()).toEqual([Number.NaN, Number.NaN]);
  expect(minimum(odd, other).toNested()).toEqual([Number.NaN, Number.NaN]);
});
