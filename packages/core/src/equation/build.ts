/**
 * The language of equations: functions on symbolic scalars that build expressions. Numbers are
 * constants.
 *
 * Building is already simplifying: constants are folded, neutral elements vanish, and two
 * expressions built alike are one object.
 */

import type { CallStructure, Expression, Primitive, PrimitiveRow } from './expression.js';
import {
  ABS,
  ADD,
  DIV,
  EQUAL,
  ERF,
  EXP,
  EXPM1,
  LESS,
  LESS_OR_EQUAL,
  LOG,
  LOG1P,
  MAX,
  MIN,
  MUL,
  NEG,
  POW,
  SELECT,
  SIGMOID,
  SOFTPLUS,
  SQRT,
  SUB,
  TANH,
} from './primitives.js';
import { compareStructures, hashOf, type Structure } from './structure.js';

/** An operand of these functions: an expression, or a number as a constant. */
export type Scalar = Expression | number;

const interned = new Map<string, Expression>();

/** Returns the expression of a structure, the same object each time. `key` identifies the structure. */
function intern(key: string, structure: Structure): Expression {
  let expression = interned.get(key);
  if (expression === undefined) {
    expression = { ...structure, id: interned.size, hash: hashOf(structure) };
    interned.set(key, expression);
  }
  return expression;
}

/** Returns a constant. */
export function constant(value: number): Expression {
  const key = Object.is(value, -0) ? 'constant -0' : `constant ${value}`;
  return intern(key, { kind: 'constant', value });
}

/** Returns a named operand, whose value is given when the equation is applied. */
export function operand(name: string): Expression {
  return intern(`operand ${name}`, { kind: 'operand', name });
}

function expressionOf(scalar: Scalar): Expression {
  return typeof scalar === 'number' ? constant(scalar) : scalar;
}

function call(
  row: PrimitiveRow,
  build: CallStructure['build'],
  ...operands: readonly Expression[]
): Expression {
  if (operands.every((argument) => argument.kind === 'constant')) {
    const [a = 0, b = 0, c = 0] = operands.map((argument) => argument.value);
    return constant(row.value(a, b, c));
  }
  const { name } = row;
  const key = `${name} ${operands.map(({ id }) => id).join(' ')}`;
  return intern(key, { kind: 'call', primitive: name, row, build, arguments: operands });
}

/**
 * Returns a call of a commutative primitive. The operands are ordered by their structures, so that
 * `a + b` and `b + a` are one expression.
 */
function commutative(
  row: PrimitiveRow,
  build: CallStructure['build'],
  a: Expression,
  b: Expression,
): Expression {
  return compareStructures(a, b) <= 0 ? call(row, build, a, b) : call(row, build, b, a);
}

function isConstant(expression: Expression, value: number): boolean {
  return expression.kind === 'constant' && expression.value === value;
}

/** Returns the `x` of an expression `-x`, or undefined for other expressions. */
function negated(expression: Expression): Expression | undefined {
  return expression.kind === 'call' && expression.primitive === 'neg' ? expression.arguments[0] : undefined;
}

/** `a + b`. */
export function add(a: Scalar, b: Scalar): Expression {
  const [x, y] = [expressionOf(a), expressionOf(b)];
  if (isConstant(x, 0)) return y;
  if (isConstant(y, 0)) return x;
  const minusY = negated(y);
  if (minusY !== undefined) return sub(x, minusY);
  const minusX = negated(x);
  if (minusX !== undefined) return sub(y, minusX);
  return commutative(ADD, add, x, y);
}

/** `a - b`. */
export function sub(a: Scalar, b: Scalar): Expression {
  const [x, y] = [expressionOf(a), expressionOf(b)];
  if (isConstant(y, 0)) return x;
  if (isConstant(x, 0)) return neg(y);
  const minusY = negated(y);
  return minusY === undefined ? call(SUB, sub, x, y) : add(x, minusY);
}

/** `a b`. */
export function mul(a: Scalar, b: Scalar): Expression {
  const [x, y] = [expressionOf(a), expressionOf(b)];
  if (isConstant(x, 0) || isConstant(y, 0)) return constant(0);
  if (isConstant(x, 1)) return y;
  if (isConstant(y, 1)) return x;
  if (isConstant(x, -1)) return neg(y);
  if (isConstant(y, -1)) return neg(x);
  const [minusX, minusY] = [negated(x), negated(y)];
  if (minusX !== undefined && minusY !== undefined) return mul(minusX, minusY);
  return commutative(MUL, mul, x, y);
}

/** `a / b`. */
export function div(a: Scalar, b: Scalar): Expression {
  const [x, y] = [expressionOf(a), expressionOf(b)];
  return isConstant(y, 1) ? x : call(DIV, div, x, y);
}

/** `-a`. */
export function neg(a: Scalar): Expression {
  const x = expressionOf(a);
  return negated(x) ?? call(NEG, neg, x);
}

/** `|a|`; its derivative at 0 is 0. */
export function abs(a: Scalar): Expression {
  return call(ABS, abs, expressionOf(a));
}

/**
 * Returns the smaller of two values, or NaN if either is NaN. If they are equal, each gets half of
 * the derivative.
 */
export function min(a: Scalar, b: Scalar): Expression {
  return call(MIN, min, expressionOf(a), expressionOf(b));
}

/**
 * Returns the larger of two values, or NaN if either is NaN. If they are equal, each gets half of
 * the derivative.
 */
export function max(a: Scalar, b: Scalar): Expression {
  return call(MAX, max, expressionOf(a), expressionOf(b));
}

/** `√a`. */
export function sqrt(a: Scalar): Expression {
  return call(SQRT, sqrt, expressionOf(a));
}

/** `eᵃ`. */
export function exp(a: Scalar): Expression {
  return call(EXP, exp, expressionOf(a));
}

/** `eᵃ - 1`, accurate for small `a`. */
export function expm1(a: Scalar): Expression {
  return call(EXPM1, expm1, expressionOf(a));
}

/** Returns the natural logarithm. */
export function log(a: Scalar): Expression {
  return call(LOG, log, expressionOf(a));
}

/** `log(1 + a)`, accurate for small `a`. */
export function log1p(a: Scalar): Expression {
  return call(LOG1P, log1p, expressionOf(a));
}

/** Returns the hyperbolic tangent. */
export function tanh(a: Scalar): Expression {
  return call(TANH, tanh, expressionOf(a));
}

/** `1 / (1 + e⁻ᵃ)`. */
export function sigmoid(a: Scalar): Expression {
  return call(SIGMOID, sigmoid, expressionOf(a));
}

/** `log(1 + eᵃ)`, without overflow. */
export function softplus(a: Scalar): Expression {
  return call(SOFTPLUS, softplus, expressionOf(a));
}

/** Returns the error function, `2/√π ∫₀ᵃ exp(-t²) dt`. */
export function erf(a: Scalar): Expression {
  return call(ERF, erf, expressionOf(a));
}

/** `a` to a constant power. */
export function pow(a: Scalar, power: number): Expression {
  const x = expressionOf(a);
  if (power === 0) return constant(1);
  if (power === 1) return x;
  if (power === 2) return mul(x, x);
  if (power === -1) return div(1, x);
  return call(POW, anyPower, x, constant(power));
}

/** Builds a power again from other operands, such as those of `substitute`. */
function anyPower(a: Expression, b: Expression): Expression {
  return b.kind === 'constant' ? pow(a, b.value) : call(POW, anyPower, a, b);
}

/** Returns the condition `a < b`. */
export function less(a: Scalar, b: Scalar): Expression {
  return call(LESS, less, expressionOf(a), expressionOf(b));
}

/** Returns the condition `a <= b`. */
export function lessOrEqual(a: Scalar, b: Scalar): Expression {
  return call(LESS_OR_EQUAL, lessOrEqual, expressionOf(a), expressionOf(b));
}

/** Returns the condition `a > b`. */
export function greater(a: Scalar, b: Scalar): Expression {
  return less(b, a);
}

/** Returns the condition `a >= b`. */
export function greaterOrEqual(a: Scalar, b: Scalar): Expression {
  return lessOrEqual(b, a);
}

/** Returns the condition `a = b`. */
export function equal(a: Scalar, b: Scalar): Expression {
  return call(EQUAL, equal, expressionOf(a), expressionOf(b));
}

/** `condition ? a : b`. The condition is a comparison. */
export function select(condition: Expression, a: Scalar, b: Scalar): Expression {
  const [x, y] = [expressionOf(a), expressionOf(b)];
  if (condition.kind === 'constant') return condition.value === 0 ? y : x;
  return x === y ? x : call(SELECT, select, condition, x, y);
}

/** Applies a primitive to expressions, with the simplifications of its own function. */
export function apply(primitive: Primitive, operands: readonly Expression[]): Expression {
  const [a = constant(0), b = constant(0), c = constant(0)] = operands;
  if (primitive === 'select') return select(a, b, c);
  if (primitive === 'pow') return anyPower(a, b);
  return builders[primitive](a, b);
}

const builders: Readonly<
  Record<Exclude<Primitive, 'pow' | 'select'>, (a: Expression, b: Expression) => Expression>
> = {
  add,
  sub,
  mul,
  div,
  neg,
  abs,
  min,
  max,
  sqrt,
  exp,
  expm1,
  log,
  log1p,
  tanh,
  sigmoid,
  softplus,
  erf,
  less,
  lessOrEqual,
  equal,
};
