import { expect, test } from 'vitest';
import { sum } from '../ops/reduce.js';
import { parameter } from '../tensor/parameter.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { differentiate, evaluate } from './differentiate.js';
import { alias, operation, operations } from './operation.js';
import { currentScope, type Scope } from './scope.js';

/** `[2 x, 3 x]`, written by hand. Counts its backward runs. */
function doubledAndTripled(x: Tensor, ran = { backward: 0 }): readonly [Tensor, Tensor] {
  const results = operations([x], [x.shape, x.shape], (scope, outputs) => {
    const { memory } = scope;
    outputs.forEach((output, i) => {
      const input = memory.view(scope.at(x), x.size);
      memory.view(scope.at(output), x.size).set(input.map((number) => (i + 2) * number));
    });
    return () => {
      ran.backward++;
      outputs.forEach((output, i) => {
        const dy = scope.gradientAt(output);
        const dx = scope.gradientAt(x);
        for (let j = 0; j < x.size; j++) {
          const index = memory.indexOf(dx) + j;
          memory.floats[index] = (memory.floats[index] ?? 0) + (i + 2) * (memory.view(dy, x.size)[j] ?? 0);
        }
      });
    };
  });
  return results as readonly [Tensor, Tensor];
}

test('an operation outside a step gives ordinary values', () => {
  const [doubled, tripled] = doubledAndTripled(tensor([2], [1, 2]));
  expect(doubled.toNested()).toEqual([2, 4]);
  expect(tripled.toNested()).toEqual([3, 6]);
  expect(currentScope()).toBeUndefined();
});

test('an operation with several results propagates the gradients of those that were used, in one run', () => {
  const p = parameter(tensor([2], [1, 2]));
  const ran = { backward: 0 };
  differentiate([p], () => sum(doubledAndTripled(p, ran)[1]));
  expect(p.gradient?.toNested()).toEqual([3, 3]);
  expect(ran.backward).toBe(1);
});

test('an operation is not propagated where no gradient comes to its results, nor outside a step', () => {
  const p = parameter(tensor([2], [1, 2]));
  const ran = { backward: 0 };
  differentiate([p], () => {
    doubledAndTripled(p, ran);
    return sum(p);
  });
  doubledAndTripled(p, ran);
  evaluate(() => doubledAndTripled(p, ran));
  differentiate([p], () => {
    doubledAndTripled(tensor([1], [1]), ran);
    return sum(p);
  });
  expect(ran.backward).toBe(0);
});

test('an operation may say itself where its results lie', () => {
  const p = parameter(tensor([2, 2], [1, 2, 3, 4]));
  const { loss, rows } = differentiate([p], () => {
    const [first, second] = operations(
      [p],
      [[2], [2]],
      (scope, [a, b]) => {
        scope.place(a as Tensor, scope.at(p), scope.gradientAt(p));
        scope.place(b as Tensor, scope.at(p) + 2 * scope.memory.elementBytes);
        return () => undefined;
      },
      true,
    );
    return { loss: sum(first as Tensor), rows: [first, second] };
  });
  expect(loss).toBe(3);
  expect(rows.map((row) => row?.toNested())).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(p.gradient?.toNested()).toEqual([
    [1, 1],
    [0, 0],
  ]);
});

test('an alias shows numbers in place inside a step, and copies them outside', () => {
  const p = parameter(tensor([4], [1, 2, 3, 4]));
  const outside = alias(p, [2], 1);
  p.assign(tensor([4], [5, 6, 7, 8]));
  expect(outside.toNested()).toEqual([2, 3]);
  const { view } = differentiate([p], () => {
    const inside = alias(p, [2], 1);
    const scope = currentScope() as Scope;
    expect(scope.at(inside)).toBe(scope.at(p) + 4);
    return { loss: sum(alias(inside, [1], 1)), view: inside };
  });
  expect(view.toNested()).toEqual([6, 7]);
  expect(p.gradient?.toNested()).toEqual([0, 0, 1, 0]);
});

test('a single operation with one result is the same with one shape', () => {
  const filled = operation([], [3], (scope, y) => {
    scope.memory.view(scope.at(y), y.size).fill(7);
    return () => undefined;
  });
  expect(filled.toNested()).toEqual([7, 7, 7]);
});
