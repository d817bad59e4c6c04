import type { Expression, Primitive } from '../../equation/expression.js';
import { type Code, f32x4 } from '../../wasm/instructions.js';
import { erf } from '../../wasm/simd-math/erf.js';
import { exp } from '../../wasm/simd-math/exp.js';
import { expm1 } from '../../wasm/simd-math/expm1.js';
import { log } from '../../wasm/simd-math/log.js';
import { log1p } from '../../wasm/simd-math/log1p.js';
import { pow } from '../../wasm/simd-math/pow.js';
import { sigmoid } from '../../wasm/simd-math/sigmoid.js';
import { softplus } from '../../wasm/simd-math/softplus.js';
import { tanh } from '../../wasm/simd-math/tanh.js';
import type { VectorMath } from '../../wasm/simd-math/vector-math.js';

/** What emitters are given: the values of expressions for one group of elements. */
export interface Values {
  readonly v: VectorMath;
  /** The code of a value. */
  value(expression: Expression): Code;
  /** The codes of several values. */
  values<const E extends readonly Expression[]>(expressions: E): { [K in keyof E]: Code };
  /** The factors of a product that has no other user, so that it can be fused with a sum. */
  ownProduct(expression: Expression): readonly [Expression, Expression] | undefined;
}

/** How a primitive becomes instructions. */
export interface Emitter {
  readonly emit: (values: Values, operands: readonly Expression[]) => Code;
  /**
   * The constants that it needs registers for, of a name that those share which use the same. One
   * such family fits the sixteen registers of a machine beside the values at work; two do not.
   */
  readonly constants?: string;
}

/** One emitter for each primitive. */
export const EMITTERS: Readonly<Record<Primitive, Emitter>> = {
  add: { emit: (values, [a, b]) => sum(values, a as Expression, b as Expression) },
  sub: { emit: (values, [a, b]) => difference(values, a as Expression, b as Expression) },
  mul: binary(f32x4.mul),
  div: binary(f32x4.div),
  neg: unary((_, x) => f32x4.neg(x)),
  abs: unary((_, x) => f32x4.abs(x)),
  min: extremum(f32x4.pmin, f32x4.min),
  max: extremum(f32x4.pmax, f32x4.max),
  sqrt: unary((_, x) => f32x4.sqrt(x)),
  exp: unary(exp, 'exponential'),
  expm1: unary(expm1, 'exponential'),
  log: unary(log, 'log'),
  log1p: unary(log1p, 'log'),
  tanh: unary(tanh, 'tanh'),
  sigmoid: unary(sigmoid, 'exponential'),
  softplus: unary(softplus, 'softplus'),
  erf: unary(erf, 'erf'),
  pow: { emit: (values, [base, exponent]) => power(values, base as Expression, exponent as Expression) },
  less: binary(f32x4.lt),
  lessOrEqual: binary(f32x4.le),
  equal: binary(f32x4.eq),
  select: { emit: (values, operands) => values.v.select(...values.values(operands as Three)) },
};

type Two = readonly [Expression, Expression];
type Three = readonly [Expression, Expression, Expression];

function unary(emit: (v: VectorMath, x: Code) => Code, constants?: string): Emitter {
  return {
    emit: (values, [x]) => emit(values.v, values.value(x as Expression)),
    ...(constants !== undefined && { constants }),
  };
}

function binary(emit: (a: Code, b: Code) => Code): Emitter {
  return { emit: (values, operands) => emit(...values.values(operands as Two)) };
}

function sum(values: Values, a: Expression, b: Expression): Code {
  const ofB = values.ownProduct(b);
  const product = ofB ?? values.ownProduct(a);
  if (product === undefined) return f32x4.add(...values.values([a, b]));
  return values.v.madd(...values.values([...product, ofB === undefined ? b : a]));
}

function difference(values: Values, a: Expression, b: Expression): Code {
  const product = values.ownProduct(b);
  if (product === undefined) return f32x4.sub(...values.values([a, b]));
  return values.v.nmadd(...values.values([...product, a]));
}

/**
 * With a constant, one instruction that keeps a NaN of the other operand; in general, the exact but
 * longer form.
 */
function extremum(plain: (a: Code, b: Code) => Code, exact: (a: Code, b: Code) => Code): Emitter {
  return {
    emit: (values, operands) => {
      const [a, b] = operands as Two;
      const [x, bound] = a.kind === 'constant' ? [b, a] : [a, b];
      const fits = bound.kind === 'constant' && !Number.isNaN(bound.value);
      return (fits ? plain : exact)(...values.values([x, bound]));
    },
  };
}

function power(values: Values, base: Expression, exponent: Expression): Code {
  if (exponent.kind !== 'constant') throw new TypeError('pow: the exponent must be a constant.');
  return pow(values.v, values.value(base), exponent.value);
}
