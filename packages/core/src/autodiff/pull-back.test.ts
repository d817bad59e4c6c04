import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { engine } from '../engine/default-engine.js';
import { ArgumentError, LifetimeError, ShapeError } from '../errors.js';
import { add, divide, multiply } from '../ops/arithmetic.js';
import { matmul } from '../ops/matmul.js';
import { slice } from '../ops/rearrange.js';
import { sum } from '../ops/reduce.js';
import { exp, square } from '../ops/unary.js';
import { seeded } from '../random/seeded.js';
import { parameter } from '../tensor/parameter.js';
import { full, type Tensor, tensor, zeros } from '../tensor/tensor.js';
import { doubleEngine } from '../testing/double-engine.js';
import { differentiate, evaluate } from './differentiate.js';
import { pullBack } from './pull-back.js';
import { currentScope } from './scope.js';

const numbers = (tensors: readonly Tensor[]) => tensors.map((x) => x.toNested());

describe('a pull-back', () => {
  test('brings gradients to results, also to infinite ones, and adds them up', () => {
    const x = tensor([3], [1, -2, 0]);
    const dy = tensor([3], [10, 1, 3]);
    const { results, gradients } = pullBack(
      () => {
        const inverse = divide(1, x);
        return [square(x), inverse, inverse];
      },
      [x],
      [dy, tensor([3], [1, 0, 0]), tensor([3], [0, 4, 1])],
    );
    expect(results[1]?.toNested()).toEqual([1, -0.5, Number.POSITIVE_INFINITY]);
    expect(numbers(gradients)).toEqual([[20 - 1, -4 - 1, Number.NEGATIVE_INFINITY]]);
  });

  test('is the product of the seed and the Jacobian, which is that of sum(seed * result)', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        (seed, m, n) => {
          const random = seeded(seed);
          const drawn = (shape: number[]) =>
            tensor(
              shape,
              Float64Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()),
            );
          doubleEngine().run(() => {
            const [x, w, dy] = [drawn([m, 3]), drawn([3, n]), drawn([m, n])];
            const compute = () => exp(matmul(x, w));
            const { gradients } = pullBack(compute, [x, w], dy);
            const [p, q] = [parameter(x), parameter(w)];
            differentiate([p, q], () => sum(multiply(exp(matmul(p, q)), dy)));
            expect(numbers(gradients)).toEqual([p.gradient?.toNested(), q.gradient?.toNested()]);
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  test('leaves the gradients that parameters have alone, and what is no input constant', () => {
    const [a, b] = [parameter(tensor([1], [2])), parameter(tensor([1], [3]))];
    differentiate({ a, b }, () => sum(add(a, b)));
    const { gradients } = pullBack(() => multiply(a, b), [a], full([1], 1));
    expect(numbers(gradients)).toEqual([[3]]);
    expect([a.gradient?.item(), b.gradient?.item()]).toEqual([1, 1]);
  });

  test('gives zeros for an input that no result depends on, and for one whose result has no seed', () => {
    const [x, z] = [tensor([2], [1, 2]), tensor([2], [3, 4])];
    const { gradients } = pullBack(
      () => [square(x), square(z)] as const,
      [x, z, full([1], 5)],
      [full([2], 1), undefined],
    );
    expect(numbers(gradients)).toEqual([[2, 4], [0, 0], [0]]);
  });

  test('adds the gradients of parts to those of the whole', () => {
    const x = tensor([4], [1, 2, 3, 4]);
    const { gradients } = pullBack(
      () => [x, slice(x, 0, 1, 3), slice(x, 0, 2, 4)],
      [x],
      [full([4], 1), full([2], 10), full([2], 100)],
    );
    expect(numbers(gradients)).toEqual([[1, 11, 111, 101]]);
  });

  test('takes seeds that are computed from the results', () => {
    const x = tensor([2], [1, 3]);
    const { gradients } = pullBack(
      () => square(x),
      [x],
      (y) => multiply(y, 2),
    );
    expect(numbers(gradients)).toEqual([[2 * 2 * 1, 2 * 9 * 6]]);
  });

  test('behaves as outside a step there, and as in the step inside one', () => {
    const seen: (boolean | undefined)[] = [];
    const look = (x: Tensor) => {
      seen.push(currentScope()?.training);
      return square(x);
    };
    const p = parameter(full([1], 2));
    pullBack(() => look(p), [p], full([1], 1));
    differentiate([p], () => {
      pullBack(() => look(p), [p], full([1], 1));
      return sum(p);
    });
    expect(seen).toEqual([false, true]);
  });
});

describe('a pull-back inside a step', () => {
  test('takes results of the step as inputs, and leaves the gradients of the step as they would be', () => {
    const [p, q] = [parameter(tensor([2], [1, 2])), parameter(tensor([2], [3, 5]))];
    const { inner } = differentiate({ p, q }, () => {
      const y = multiply(p, q);
      const before = multiply(y, y);
      const { gradients, results } = pullBack(() => multiply(y, multiply(y, p)), [y, p], full([2], 1));
      return { loss: sum(add(before, multiply(y, p))), inner: [...gradients, results] };
    });
    // y = [3, 10]: d(y² p) by y is 2 y p, by p is y²
    expect(numbers(inner)).toEqual([
      [6, 40],
      [9, 100],
      [9, 200],
    ]);
    // loss = y² + y p, with dy = 2 y + p, and p of the second term itself
    expect(p.gradient?.toNested()).toEqual([(6 + 1) * 3 + 3, (20 + 2) * 5 + 10]);
    expect(q.gradient?.toNested()).toEqual([(6 + 1) * 1, (20 + 2) * 2]);
  });

  test('gives its part of the memory back while the step goes on', () => {
    const x = full([1000], 1);
    const { arena } = engine().memory;
    let [first, last] = [0, 0];
    const held = evaluate(() => {
      const before = square(x);
      for (let i = 0; i < 500; i++) {
        pullBack(() => square(exp(before)), [before], full([1000], 1));
        last = arena.allocate(4);
        first ||= last;
      }
      return before;
    });
    // each round allocates one cache line that stays, and nothing else
    expect(last - first).toBe(499 * 64);
    expect(held.toFloats().every((y) => y === 1)).toBe(true);
  });

  test('nests, to any depth', () => {
    const x = tensor([1], [2]);
    const derivative = (f: (x: Tensor) => Tensor) => (x: Tensor) =>
      pullBack(() => f(x), [x], full([1], 1)).gradients[0] as Tensor;
    const inner = derivative(square);
    expect(inner(x).toNested()).toEqual([4]);
    const { results } = pullBack(() => multiply(inner(x), x), [x], full([1], 1));
    expect(results.toNested()).toEqual([8]);
  });

  test('ends with it when it throws, and the step goes on', () => {
    const p = parameter(tensor([1], [3]));
    differentiate([p], () => {
      const y = square(p);
      expect(() =>
        pullBack(
          (): Tensor => {
            square(y);
            throw new RangeError('inside');
          },
          [y],
          full([1], 1),
        ),
      ).toThrow('inside');
      return sum(y);
    });
    expect(p.gradient?.toNested()).toEqual([6]);
    expect(currentScope()).toBeUndefined();
  });
});

describe('a pull-back is refused', () => {
  const x = tensor([2, 3], [1, 2, 3, 4, 5, 6]);

  test('where a seed has another shape than its result', () => {
    expect(() => pullBack(() => square(x), [x], zeros([3, 2]))).toThrow(
      new ShapeError('pullBack', 'the result is [2, 3], the seed [3, 2]; they must have the same shape.'),
    );
  });

  test('where there are not as many seeds as results', () => {
    expect(() => pullBack((): Tensor[] => [square(x)], [x], [zeros([2, 3]), zeros([2, 3])])).toThrow(
      ArgumentError,
    );
  });

  test('where the closure is asynchronous', () => {
    const asynchronous = (async () => square(x)) as never as () => Tensor;
    expect(() => pullBack(asynchronous, [x], zeros([2, 3]))).toThrow('pullBack: the closure is asynchronous');
    expect(() => evaluate(asynchronous)).toThrow('evaluate: the closure is asynchronous');
  });

  test('where a result is used after it', () => {
    let escaped: Tensor | undefined;
    pullBack(
      () => {
        escaped = square(x);
        return square(escaped);
      },
      [x],
      zeros([2, 3]),
    );
    expect(() => escaped?.toFloats()).toThrow(LifetimeError);
    expect(() => evaluate(() => square(escaped as Tensor))).toThrow(LifetimeError);
  });
});
