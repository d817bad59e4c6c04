import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../errors.js';
import { add, div, exp, mul, operand, sigmoid, sub, tanh } from './build.js';
import { sortedExpressions } from './differentiate.js';
import { equation } from './equation.js';

const lstm = equation('lstm', { arrays: ['i', 'f', 'g', 'o', 'c'] }, ({ i, f, g, o, c }) => {
  const cell = add(mul(sigmoid(f), c), mul(sigmoid(i), tanh(g)));
  return { h: mul(sigmoid(o), tanh(cell)), next: cell };
});

describe('an equation', () => {
  test('has a value in double precision', () => {
    const { h, next } = lstm.evaluate({ i: 0, f: 0, g: Math.atanh(0.5), o: 0, c: 2 });
    expect(next).toBeCloseTo(1.25, 15);
    expect(h).toBeCloseTo(0.5 * Math.tanh(1.25), 15);
  });

  test('has the gradient of the weighted sum of its results', () => {
    const product = equation('product', { arrays: ['a', 'b'] }, ({ a, b }) => ({
      y: mul(a, b),
      z: add(a, b),
    }));
    expect(product.gradient({ a: 3, b: 5 }, { y: 10, z: 1 })).toEqual({ a: 51, b: 31 });
  });

  test('takes uniforms, which have no gradient', () => {
    const scaled = equation('scaled', { arrays: ['x'], uniforms: ['s'] }, ({ x, s }) => ({ y: mul(x, s) }));
    expect(scaled.evaluate({ x: 3, s: 2 })).toEqual({ y: 6 });
    expect(scaled.gradient({ x: 3, s: 2 }, { y: 1 })).toEqual({ x: 2 });
  });

  test('says which operand has no value', () => {
    const values: Record<string, number> = { i: 0, f: 0, g: 0, o: 0 };
    const evaluate = () => lstm.evaluate(values as Record<'i' | 'f' | 'g' | 'o' | 'c', number>);
    expect(evaluate).toThrow(new ArgumentError('equation', "the operand 'c' has no value."));
  });
});

describe('the plan of an equation', () => {
  test('is one object for one usage', () => {
    expect(lstm.plan({ differentiate: ['i'] })).toBe(lstm.plan({ differentiate: ['i'] }));
    expect(lstm.plan({ differentiate: ['i'] })).not.toBe(lstm.plan({ differentiate: ['f'] }));
    expect(lstm.plan({ differentiate: ['i'], assign: ['i'] })).not.toBe(lstm.plan({ differentiate: ['i'] }));
    expect(lstm.plan({ differentiate: [], kinds: { c: 'row' } })).not.toBe(lstm.plan({ differentiate: [] }));
  });

  test('saves what is expensive and needed again, and no result twice', () => {
    const plan = lstm.plan({ differentiate: ['i', 'f', 'g', 'o', 'c'] });
    const saved = plan.forward.outputs
      .filter(({ name }) => plan.saved.includes(name))
      .map(({ value }) => value);
    const { i, f, g, o } = Object.fromEntries(['i', 'f', 'g', 'o'].map((name) => [name, operand(name)]));
    const cell = lstm.results.next;
    const expected = [i, f, o].flatMap((gate) => (gate ? [sigmoid(gate)] : []));
    expect(new Set(saved)).toEqual(new Set([...expected, ...(g ? [tanh(g)] : []), tanh(cell)]));
    expect(plan.forward.outputs.slice(0, 2).map(({ name }) => name)).toEqual(['h', 'next']);
  });

  test('saves nothing where no gradient is wanted', () => {
    const plan = lstm.plan({ differentiate: [] });
    expect(plan.saved).toEqual([]);
    expect(plan.backward.outputs).toEqual([]);
  });

  test('computes cheap parts again', () => {
    const square = equation('square of a difference', { arrays: ['a', 'b'] }, ({ a, b }) => {
      const difference = sub(a, b);
      return { y: mul(difference, difference) };
    });
    const plan = square.plan({ differentiate: ['a'] });
    expect(plan.saved).toEqual([]);
    expect(plan.backward.inputs.map(({ name }) => name).toSorted()).toEqual(['a', 'b', 'd:y']);
  });

  test('reads a result instead of computing it again', () => {
    const plan = equation('exp', { arrays: ['x'] }, ({ x }) => ({ y: exp(x) })).plan({
      differentiate: ['x'],
    });
    expect(plan.backward.inputs.map(({ name }) => name).toSorted()).toEqual(['d:y', 'y']);
    expect(plan.saved).toEqual([]);
  });

  test('does not save what is the same in every row', () => {
    const gated = equation('gated', { arrays: ['x', 'w'] }, ({ x, w }) => ({ y: mul(x, sigmoid(w)) }));
    const asRow = gated.plan({ kinds: { w: 'row' }, differentiate: ['x', 'w'] });
    expect(asRow.saved).toEqual([]);
    const asFull = gated.plan({ differentiate: ['x', 'w'] });
    expect(asFull.saved).toHaveLength(1);
  });

  test('adds gradients, unless they are to be assigned; those of rows are sums over rows', () => {
    const product = equation('product', { arrays: ['x', 'w'] }, ({ x, w }) => ({ y: mul(x, w) }));
    const { backward } = product.plan({ kinds: { w: 'row' }, differentiate: ['x', 'w'], assign: ['x', 'w'] });
    expect(backward.outputs.map(({ name, kind, mode }) => [name, kind, mode])).toEqual([
      ['d:x', 'full', 'assign'],
      ['d:w', 'row', 'accumulate'],
    ]);
    const added = product.plan({ differentiate: ['x'] }).backward.outputs;
    expect(added.map(({ kind, mode }) => [kind, mode])).toEqual([['full', 'accumulate']]);
  });

  test('reads each operand once, with its kind', () => {
    const { forward } = equation('f', { arrays: ['x', 'w'], uniforms: ['s'] }, ({ x, w, s }) => ({
      y: mul(add(x, w), s),
      z: div(x, s),
    })).plan({ kinds: { w: 'row' }, differentiate: [] });
    expect(Object.fromEntries(forward.inputs.map(({ name, kind }) => [name, kind]))).toEqual({
      x: 'full',
      w: 'row',
      s: 'uniform',
    });
    expect(forward.inputs).toHaveLength(3);
  });

  test('shares expressions between the gradients of several operands', () => {
    const { backward } = lstm.plan({ differentiate: ['i', 'f', 'g', 'o', 'c'] });
    const all = sortedExpressions(backward.outputs.map(({ value }) => value));
    expect(all.filter((expression) => expression.kind === 'call').length).toBeLessThan(30);
  });
});

describe('an equation that cannot be differentiated is refused', () => {
  test('where an operand and a result have one name', () => {
    const update = equation('update', { arrays: ['p', 'g'] }, ({ p, g }) => ({ p: sub(p, g) }));
    expect(update.evaluate({ p: 3, g: 1 })).toEqual({ p: 2 });
    expect(update.plan({ differentiate: [] }).forward.outputs.map(({ name }) => name)).toEqual(['p']);
    expect(() => update.plan({ differentiate: ['g'] })).toThrow(
      "equation: in 'update' an operand and a result are both called 'p'; to be differentiated, they must have different names.",
    );
  });

  test('where the gradient of a uniform is wanted', () => {
    const scaled = equation('scaled', { arrays: ['x', 's'] }, ({ x, s }) => ({ y: mul(x, s) }));
    expect(() => scaled.plan({ kinds: { s: 'uniform' }, differentiate: ['s'] })).toThrow(
      "equation: in 'scaled' the gradient of 's' is requested, but it is a uniform; only full, row and column operands have gradients.",
    );
  });
});
