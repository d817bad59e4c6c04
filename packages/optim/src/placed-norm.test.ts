import {
  add,
  multiply,
  NonFiniteError,
  type Parameter,
  parameter,
  type Shape,
  sqrt,
  sum,
  tensor,
  zeros,
} from '@tbptt/core';
import { sub } from '@tbptt/core/equation';
import { doubleEngine, expectClose } from '@tbptt/core/testing';
import { describe, expect, test } from 'vitest';
import { norm } from './norm.js';
import type { NormScope } from './norm-order.js';
import { Optimizer } from './optimizer.js';
import { type Transform, transform } from './transform.js';

const SHAPES: readonly Shape[] = [[5, 3], [4, 17], [2, 3, 4], [7], []];
const INFINITE = Number.POSITIVE_INFINITY;

/** Numbers without a pattern, between -1 and 1. */
const wave = (size: number, phase: number) =>
  Float64Array.from({ length: size }, (_, i) => Math.sin(1 + 2.7 * i + 5 * phase));

/** The norm by its definition. */
function normOf(numbers: readonly number[], order: number): number {
  const magnitudes = numbers.map(Math.abs);
  if (order === INFINITE) return Math.max(0, ...magnitudes);
  return magnitudes.reduce((total, magnitude) => total + magnitude ** order, 0) ** (1 / order);
}

/**
 * What the parameters are after a step that puts in place of each element the norm that `read`
 * finds there.
 */
function measured(order: number, scope: NormScope, read: 'gradientNorm' | 'parameterNorm') {
  const parameters = SHAPES.map((shape, i) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return parameter(tensor(shape, wave(size, i)));
  });
  const replace: Transform['update'] = (_, operands) => ({
    gradient: sub(operands.parameter, operands[read]),
  });
  const replacing = transform({ name: 'replacing', norm: norm(order, { scope }), update: replace });
  const optimizer = new Optimizer(parameters, [replacing]);
  const lossOf = (p: Parameter, i: number) => sum(multiply(p, tensor(p.shape, wave(p.size, 10 + i))));
  optimizer.step(() => parameters.map(lossOf).reduce((total, loss) => add(total, loss)));
  return { numbers: parameters.map((p) => [...p.toFloats()]), norm: optimizer.gradientNorm };
}

/** The same by the definition. */
function expected(order: number, scope: NormScope, phase: number): number[][] {
  const all = SHAPES.map((shape, i) => [
    ...wave(
      shape.reduce((a, b) => a * b, 1),
      phase + i,
    ),
  ]);
  return all.map((numbers, i) => {
    const shape = SHAPES[i] ?? [];
    const units = scope === 'unit' && shape.length > 1 ? (shape.at(-1) ?? 1) : 1;
    return numbers.map((_, j) =>
      scope === 'all'
        ? normOf(all.flat(), order)
        : normOf(
            numbers.filter((_, k) => k % units === j % units),
            order,
          ),
    );
  });
}

describe.each([1, 2, INFINITE])('the norm of order %d', (order) => {
  test.each(['all', 'parameter', 'unit'] as const)('of the gradient, over the scope %s', (scope) => {
    const { numbers, norm: whole } = measured(order, scope, 'gradientNorm');
    expectClose(numbers.flat(), expected(order, scope, 10).flat(), { relative: 1e-5 });
    expect(whole).toBeCloseTo(expected(order, 'all', 10)[0]?.[0] ?? 0, 4);
    doubleEngine().run(() =>
      expectClose(measured(order, scope, 'gradientNorm').numbers.flat(), numbers.flat(), { relative: 1e-5 }),
    );
  });

  test.each(['parameter', 'unit'] as const)('of the parameters, over the scope %s', (scope) => {
    const { numbers } = measured(order, scope, 'parameterNorm');
    expectClose(numbers.flat(), expected(order, scope, 0).flat(), { relative: 1e-5 });
  });
});

test('a norm that is infinite names the parameter, whatever the number of its units', () => {
  const wide = parameter(zeros([2, 200_000]));
  const identity = transform({
    name: 'identity',
    norm: norm(2, { scope: 'unit' }),
    update: (gradient) => ({ gradient }),
  });
  const optimizer = new Optimizer({ wide }, [identity]);
  expect(() => optimizer.step(() => sum(sqrt(wide)))).toThrow(NonFiniteError);
  expect(() => optimizer.step(() => sum(sqrt(wide)))).toThrow('because of wide');
});
