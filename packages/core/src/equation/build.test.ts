import { describe, expect, test } from 'vitest';
import * as build from './build.js';
import type { Expression, Primitive } from './expression.js';

const {
  add,
  constant,
  div,
  greater,
  greaterOrEqual,
  less,
  lessOrEqual,
  mul,
  neg,
  operand,
  pow,
  select,
  sub,
} = build;
const x = operand('x');
const y = operand('y');

/** An expression as text, for reading in assertions. */
function show(expression: Expression): string {
  if (expression.kind === 'constant') return Object.is(expression.value, -0) ? '-0' : `${expression.value}`;
  if (expression.kind === 'operand') return expression.name;
  return `${expression.primitive}(${expression.arguments.map(show).join(', ')})`;
}

describe('expressions that are built alike', () => {
  test('are one object', () => {
    expect(build.tanh(add(x, 1))).toBe(build.tanh(add(x, 1)));
    expect(operand('x')).toBe(x);
    expect(constant(2)).toBe(constant(2));
  });

  test('are one object whichever way round a sum or a product is written', () => {
    expect(add(x, y)).toBe(add(y, x));
    expect(mul(x, y)).toBe(mul(y, x));
    expect(sub(x, y)).not.toBe(sub(y, x));
    expect(div(x, y)).not.toBe(div(y, x));
  });

  test('keep 0 and -0 apart', () => {
    expect(constant(0)).not.toBe(constant(-0));
    expect(show(neg(0))).toBe('-0');
  });
});

describe('building simplifies', () => {
  test('constants are folded, by every primitive', () => {
    expect(show(add(2, 3))).toBe('5');
    expect(show(build.sqrt(div(9, 4)))).toBe('1.5');
    expect(show(build.max(build.min(2, 3), 1))).toBe('2');
    expect(show(select(less(1, 2), 10, 20))).toBe('10');
    expect(show(select(build.equal(1, 2), 10, 20))).toBe('20');
    expect(show(pow(2, 10))).toBe('1024');
  });

  test('neutral elements vanish', () => {
    for (const same of [add(x, 0), add(0, x), sub(x, 0), mul(x, 1), mul(1, x), div(x, 1), pow(x, 1)]) {
      expect(same).toBe(x);
    }
  });

  test('a product with 0 is 0, so what is not wanted is not computed', () => {
    expect(show(mul(build.exp(x), 0))).toBe('0');
    expect(show(mul(0, build.log(x)))).toBe('0');
  });

  test('signs move out of sums and products', () => {
    expect(neg(neg(x))).toBe(x);
    expect(show(add(x, neg(y)))).toBe('sub(x, y)');
    expect(show(add(neg(x), y))).toBe('sub(y, x)');
    expect(sub(x, neg(y))).toBe(add(x, y));
    expect(show(sub(0, x))).toBe('neg(x)');
    expect(mul(neg(x), neg(y))).toBe(mul(x, y));
    expect(show(mul(-1, x))).toBe('neg(x)');
    expect(show(mul(x, -1))).toBe('neg(x)');
  });

  test('powers by 0, 2 and -1 need no power', () => {
    expect(show(pow(x, 0))).toBe('1');
    expect(pow(x, 2)).toBe(mul(x, x));
    expect(show(pow(x, -1))).toBe('div(1, x)');
    expect(show(pow(x, 3))).toBe('pow(x, 3)');
  });

  test('a choice between equals is none', () => {
    expect(select(less(x, y), x, x)).toBe(x);
    expect(show(select(less(x, y), x, y))).toBe('select(less(x, y), x, y)');
  });

  test('greater is less, the other way round', () => {
    expect(greater(x, y)).toBe(less(y, x));
    expect(greaterOrEqual(x, y)).toBe(lessOrEqual(y, x));
  });
});

test('apply builds every primitive as its own function does', () => {
  const unary: Primitive[] = [
    'neg',
    'abs',
    'sqrt',
    'exp',
    'expm1',
    'log',
    'log1p',
    'tanh',
    'sigmoid',
    'softplus',
    'erf',
  ];
  const binary: Primitive[] = ['add', 'sub', 'mul', 'div', 'min', 'max', 'less', 'lessOrEqual', 'equal'];
  for (const primitive of unary) expect(show(build.apply(primitive, [x]))).toBe(`${primitive}(x)`);
  for (const primitive of binary) expect(show(build.apply(primitive, [x, y]))).toBe(`${primitive}(x, y)`);
  expect(build.apply('add', [x, constant(0)])).toBe(x);
  expect(build.apply('pow', [x, constant(2)])).toBe(mul(x, x));
  expect(build.apply('select', [less(x, y), x, y])).toBe(select(less(x, y), x, y));
});
