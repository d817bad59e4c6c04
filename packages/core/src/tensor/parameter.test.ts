import { describe, expect, test } from 'vitest';
import { differentiate } from '../autodiff/differentiate.js';
import { defaultEngine } from '../engine/default-engine.js';
import { ShapeError } from '../errors.js';
import { add, multiply } from '../ops/arithmetic.js';
import { sum } from '../ops/reduce.js';
import { square } from '../ops/unary.js';
import { doubleEngine } from '../testing/double-engine.js';
import { parameter } from './parameter.js';
import { tensor, zeros } from './tensor.js';

describe('a parameter', () => {
  test('starts with the numbers of a tensor, as its own', () => {
    const p = parameter(tensor([2], [1, 2]));
    const q = parameter(p);
    p.assign(tensor([2], [3, 4]));
    expect([...p.toFloats()]).toEqual([3, 4]);
    expect([...q.toFloats()]).toEqual([1, 2]);
  });

  test('is a tensor to every operation', () => {
    const p = parameter(tensor([2], [1, 2]));
    expect([...multiply(p, 3).toFloats()]).toEqual([3, 6]);
  });

  test('has no gradient before the first step, then a copy of the last', () => {
    const p = parameter(tensor([2], [1, -2]));
    expect(p.gradient).toBeUndefined();
    differentiate([p], () => sum(square(p)));
    const { gradient } = p;
    expect(gradient?.toNested()).toEqual([2, -4]);
    differentiate([p], () => sum(p));
    expect(p.gradient?.toNested()).toEqual([1, 1]);
    expect(gradient?.toNested()).toEqual([2, -4]);
  });

  test('takes the numbers of a tensor of its shape only', () => {
    const p = parameter(zeros([2, 3]));
    expect(() => p.assign(zeros([3, 2]))).toThrow(
      new ShapeError('assign', 'the parameter is [2, 3], the tensor [3, 2]; they must have the same shape.'),
    );
  });

  test('keeps its numbers where the memory grows', () => {
    const { memory } = defaultEngine();
    const p = parameter(tensor([3], [1, 2, 3]));
    const before = memory.byteLength;
    const large = parameter(zeros([before / 4 + 1]));
    expect(memory.byteLength).toBeGreaterThan(before);
    expect([...p.toFloats()]).toEqual([1, 2, 3]);
    expect(large.size).toBe(before / 4 + 1);
  });

  test('arrives in another engine with its numbers, and is the same parameter there', () => {
    const p = parameter(tensor([2], [1, 0.1]));
    doubleEngine().run(() => {
      expect(p.toNested()).toEqual([1, Math.fround(0.1)]);
      p.assign(tensor([2], Float64Array.of(5, 0.1)));
      expect(p.toNested()).toEqual([5, 0.1]);
    });
    expect(p.toNested()).toEqual([5, Math.fround(0.1)]);
  });

  test('that was made in double precision arrives rounded in single precision', () => {
    const p = doubleEngine().run(() => parameter(tensor([1], Float64Array.of(0.1))));
    expect(p.item()).toBe(Math.fround(0.1));
  });

  test('can be made and given numbers by a parameter of another memory that must arrive first', () => {
    const p = parameter(tensor([1], [3]));
    doubleEngine().run(() => {
      expect(parameter(p).item()).toBe(3);
      const q = parameter(zeros([1]));
      q.assign(parameter(tensor([1], [7])));
      expect(q.item()).toBe(7);
    });
  });

  test('may have no elements', () => {
    const p = parameter(zeros([0, 3]));
    const q = parameter(tensor([1], [2]));
    differentiate([p, q], () => add(sum(square(q)), sum(p)));
    expect(p.toNested()).toEqual([]);
    expect(p.gradient?.shape).toEqual([0, 3]);
  });
});
