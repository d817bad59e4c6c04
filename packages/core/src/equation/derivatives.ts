/**
 * The derivatives of all primitives: a page of calculus. Each rule receives the arguments, the
 * value `y` and the incoming derivative `d`, and returns the derivative by each argument. It is
 * computed from the value `y` if that is stable.
 */
import { abs, add, constant, div, equal, exp, less, mul, neg, select, sigmoid, sub } from './build.js';
import type { Expression, Primitive } from './expression.js';

/** The derivative by each argument, or `undefined` for arguments without one (conditions, exponents). */
type Rule = (
  d: Expression,
  y: Expression,
  a: Expression,
  b: Expression,
  c: Expression,
) => (Expression | undefined)[];

const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

/** One rule for each primitive. */
export const derivatives: Readonly<Record<Primitive, Rule>> = {
  add: (d) => [d, d],
  sub: (d) => [d, neg(d)],
  mul: (d, _y, a, b) => [mul(d, b), mul(d, a)],
  div: (d, y, _a, b) => {
    const quotient = div(d, b);
    // -d y / b: where d / b overflows, y / b need not, and 0 stays 0.
    const product = select(
      less(abs(quotient), Number.POSITIVE_INFINITY),
      mul(quotient, y),
      mul(d, div(y, b)),
    );
    return [quotient, neg(product)];
  },
  neg: (d) => [neg(d)],
  abs: (d, _y, a) => [select(less(a, 0), neg(d), select(equal(a, 0), constant(0), d))],
  min: (d, _y, a, b) => [
    select(less(b, a), 0, halvedAtTie(d, a, b)),
    select(less(a, b), 0, halvedAtTie(d, a, b)),
  ],
  max: (d, _y, a, b) => [
    select(less(a, b), 0, halvedAtTie(d, a, b)),
    select(less(b, a), 0, halvedAtTie(d, a, b)),
  ],
  sqrt: (d, y) => [div(mul(d, 0.5), y)],
  exp: (d, y) => [mul(d, y)],
  expm1: (d, _y, a) => [mul(d, exp(a))], // y + 1 loses the digits of a small exponential
  log: (d, _y, a) => [div(d, a)],
  log1p: (d, _y, a) => [div(d, add(1, a))],
  tanh: (d, y) => [mul(d, sub(1, mul(y, y)))],
  sigmoid: (d, y) => [mul(d, mul(y, sub(1, y)))],
  softplus: (d, _y, a) => [mul(d, sigmoid(a))],
  erf: (d, _y, a) => [mul(d, mul(TWO_OVER_ROOT_PI, exp(neg(mul(a, a)))))],
  pow: (d, y, a, b) => {
    const power = b.kind === 'constant' ? b.value : Number.NaN;
    // The builder of y: a program without powers does not carry theirs.
    const lower = y.kind === 'call' ? y.build(a, constant(power - 1), b) : y;
    return [mul(d, mul(power, lower)), undefined];
  },
  less: () => [],
  lessOrEqual: () => [],
  equal: () => [],
  select: (d, _y, condition) => [undefined, select(condition, d, 0), select(condition, 0, d)],
};

/** Returns `d`, or half of it where `a` and `b` are equal: each of them gets one half. */
function halvedAtTie(d: Expression, a: Expression, b: Expression): Expression {
  return select(equal(a, b), mul(d, 0.5), d);
}
