import { describe, expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { add, mul, sigmoid, tanh } from '../equation/build.js';
import { equation } from '../equation/equation.js';
import type { Expression } from '../equation/expression.js';
import { ShapeError } from '../errors.js';
import { normal } from '../nn/initializers.js';
import { seeded } from '../random/seeded.js';
import { Parameter, parameter } from '../tensor/parameter.js';
import { full, nodeOf, type Tensor, tensor, zeros } from '../tensor/tensor.js';
import { expectClose } from '../testing/close.js';
import { gradcheck } from '../testing/gradcheck.js';
import { weightedSum } from '../testing/weighted-sum.js';
import { applyEquation } from './apply.js';
import * as ops from './arithmetic.js';
import { reshape, slice } from './rearrange.js';
import { sum } from './reduce.js';

const highway = equation('highway', { arrays: ['x', 'g', 'h'], uniforms: ['s'] }, ({ x, g, h, s }) => {
  const gate = sigmoid(mul(s, g));
  const y = add(mul(gate, tanh(h)), mul(add(1, mul(-1, gate)), x));
  return { y, gate };
});

const random = seeded(1);
const drawn = (...shape: number[]) => normal()(shape, random);

function reference(x: number, g: number, h: number, s: number) {
  const gate = 1 / (1 + Math.exp(-s * g));
  return { y: gate * Math.tanh(h) + (1 - gate) * x, gate };
}

describe('an equation applied to tensors', () => {
  test('gives all its results, element by element', () => {
    const [x, g, h] = [drawn(3, 17), drawn(3, 17), drawn(3, 17)];
    const { y, gate } = applyEquation(highway, { x, g, h }, { s: 2 });
    const [xs, gs, hs] = [x.toFloats(), g.toFloats(), h.toFloats()];
    const expected = Array.from(xs, (_, i) => reference(xs[i] ?? 0, gs[i] ?? 0, hs[i] ?? 0, 2));
    expectClose(
      y.toFloats(),
      expected.map((result) => result.y),
    );
    expectClose(
      gate.toFloats(),
      expected.map((result) => result.gate),
    );
  });

  test('has the gradients of finite differences, by rows and full operands, through one result or both', () => {
    for (const [xs, gs, hs] of [
      [
        [3, 5],
        [3, 5],
        [3, 5],
      ],
      [[3, 5], [5], [5]],
      [[5], [3, 5], [3, 1]],
      [[2, 3, 5], [3, 5], [5]],
      [[1], [5], [3, 1]],
    ] as const) {
      const model = { x: parameter(drawn(...xs)), g: parameter(drawn(...gs)), h: parameter(drawn(...hs)) };
      const run = () => applyEquation(highway, model, { s: -0.7 });
      gradcheck(model, () => weightedSum(run().y));
      gradcheck(model, () => weightedSum(run().gate));
      gradcheck(model, () => {
        const { y, gate } = run();
        return ops.add(weightedSum(y), weightedSum(gate, 2));
      });
    }
  });

  test('is differentiated by those operands only that want it', () => {
    const [x, h] = [drawn(3, 5), drawn(5)];
    const g = parameter(drawn(3, 5));
    gradcheck([g], () => weightedSum(applyEquation(highway, { x, g, h }, { s: 1 }).y));
    expect(nodeOf(x).gradientAddress).toBe(0);
  });

  test('adds the gradients of one tensor given as several operands', () => {
    const p = parameter(drawn(4, 5));
    gradcheck([p], () => weightedSum(applyEquation(highway, { x: p, g: p, h: p }, { s: 1 }).y));
  });

  test('adds the gradients of operands that overlap, by any number of elements', () => {
    const p = parameter(drawn(40));
    for (const shift of [1, 2, 3, 4, 5, 12]) {
      const part = (start: number) => slice(p, 0, start, start + 12);
      gradcheck([p], () =>
        weightedSum(applyEquation(highway, { x: part(0), g: part(shift), h: part(2 * shift) }, { s: 1 }).y),
      );
    }
  });

  test('does so in single precision too, where kernels take several elements at a time', () => {
    const p = parameter(drawn(6, 17));
    const gradients = (run: () => Record<'x' | 'g' | 'h', Tensor>) => {
      differentiate([p], () => weightedSum(applyEquation(highway, run(), { s: 1 }).y));
      return p.gradient?.toFloats() ?? [];
    };
    // Adding zero makes a tensor of its own.
    const apart = (x: Tensor) => ops.add(x, 0);
    const rows = (start: number, end: number) => slice(p, 0, start, end);
    const flat = (start: number) => slice(reshape(p, [102]), 0, start, start + 80);
    const cases: (readonly [x: () => Tensor, g: () => Tensor, h: () => Tensor])[] = [
      [() => p, () => p, () => p],
      [() => rows(0, 4), () => rows(1, 5), () => rows(2, 6)],
      [() => p, () => rows(2, 3), () => reshape(rows(2, 3), [17])],
      ...[1, 2, 3, 4, 7].map((shift) => [() => flat(0), () => flat(shift), () => flat(2 * shift)] as const),
    ];
    for (const [x, g, h] of cases) {
      const expected = gradients(() => ({ x: apart(x()), g: apart(g()), h: apart(h()) }));
      expectClose(
        gradients(() => ({ x: x(), g: g(), h: h() })),
        expected,
      );
    }
  });

  test('may have no elements', () => {
    const x = zeros([0, 5]);
    expect(applyEquation(highway, { x, g: zeros([5]), h: x }, { s: 1 }).y.shape).toEqual([0, 5]);
  });

  test('names the shapes that do not broadcast, under its own name', () => {
    expect(() =>
      applyEquation(highway, { x: zeros([2, 3]), g: tensor([2], [1, 2]), h: zeros([3]) }, { s: 1 }),
    ).toThrow(
      new ShapeError(
        'highway',
        '[2, 3] and [2] do not broadcast: counted from the end, axis 1 is 3 and 2; the lengths must be equal, or one of them 1.',
      ),
    );
  });
});

test.each([33, 40, 70])(
  'an equation of %i operands has the value and the gradients of each of them',
  (count) => {
    const names = Array.from({ length: count }, (_, i) => `x${i}`);
    const weighted = equation('weighted', { arrays: names }, (operands) => ({
      y: names.map((name, i) => mul(i + 1, operands[name] as Expression)).reduce(add),
    }));
    // Every third operand is trained, the last one too; every other is a row.
    const isTrained = (i: number) => i % 3 === 0 || i === count - 1;
    const shapeOf = (i: number) => (i % 2 === 1 ? [4] : [3, 4]);
    const operands = names.map((_, i) => {
      const numbers = full(shapeOf(i), i / 8);
      return isTrained(i) ? parameter(numbers) : numbers;
    });
    const bystander = parameter(full([4], 5));
    const named = Object.fromEntries(names.map((name, i) => [name, operands[i] as Tensor]));
    const trained = operands.filter((operand): operand is Parameter => operand instanceof Parameter);
    const { y } = differentiate([...trained, bystander], () => {
      const { y } = applyEquation(weighted, named, {});
      return { loss: sum(y), y };
    });
    const expected = names.reduce((total, _, i) => total + ((i + 1) * i) / 8, 0);
    expect(y.toFloats()).toEqual(new Float32Array(12).fill(expected));
    operands.forEach((operand, i) => {
      if (!(operand instanceof Parameter)) return;
      const gradient = (i + 1) * (i % 2 === 1 ? 3 : 1);
      expect(operand.gradient?.toFloats(), `x${i}`).toEqual(new Float32Array(operand.size).fill(gradient));
    });
    expect(bystander.toFloats()).toEqual(new Float32Array(4).fill(5));
    expect(bystander.gradient).toBeUndefined();
  },
);

test('parts of a gradient that cancel leave nothing, whatever was added before', () => {
  const x = parameter(tensor([2], [1e-3, 7e-4]));
  differentiate([x], () => ops.add(sum(ops.divide(x, x)), sum(ops.multiply(x, 0.1))));
  expect(x.gradient?.toFloats()).toEqual(new Float32Array([0.1, 0.1]));
  differentiate([x], () => ops.add(sum(ops.multiply(x, 0.1)), sum(ops.divide(x, x))));
  expect(x.gradient?.toFloats()).toEqual(new Float32Array([0.1, 0.1]));
});
