import { type Code, f32x4 } from '../wasm/instructions.js';
import { pow } from '../wasm/simd-math/pow.js';
import type { VectorMath } from '../wasm/simd-math/vector-math.js';
import type { Emitter, Expression, Values } from './expression.js';

type Two = readonly [Expression, Expression];
type Three = readonly [Expression, Expression, Expression];

/** Returns the emitter of a function of one argument. */
export function unary(emit: (v: VectorMath, x: Code) => Code, constants?: string): Emitter {
  return {
    emit: (values, [x]) => emit(values.v, values.value(x as Expression)),
    ...(constants !== undefined && { constants }),
  };
}

/** Returns the emitter of an instruction of two arguments. */
export function binary(emit: (a: Code, b: Code) => Code): Emitter {
  return { emit: (values, operands) => emit(...values.values(operands as Two)) };
}

/** The emitter of a sum, which a product without another user is fused with. */
export const sum: Emitter = { emit: (values, [a, b]) => sumOf(values, a as Expression, b as Expression) };

/** The emitter of a difference, which a product that is subtracted is fused with. */
export const difference: Emitter = {
  emit: (values, [a, b]) => differenceOf(values, a as Expression, b as Expression),
};

/** The emitter of a choice. */
export const choice: Emitter = {
  emit: (values, operands) => values.v.select(...values.values(operands as Three)),
};

/** The emitter of a power by a constant. */
export const power: Emitter = {
  emit: (values, [base, exponent]) => {
    if (exponent?.kind !== 'constant') throw new TypeError('pow: the exponent must be a constant.');
    return pow(values.v, values.value(base as Expression), exponent.value);
  },
};

function sumOf(values: Values, a: Expression, b: Expression): Code {
  const ofB = values.ownProduct(b);
  const product = ofB ?? values.ownProduct(a);
  if (product === undefined) return f32x4.add(...values.values([a, b]));
  return values.v.madd(...values.values([...product, ofB === undefined ? b : a]));
}

function differenceOf(values: Values, a: Expression, b: Expression): Code {
  const product = values.ownProduct(b);
  if (product === undefined) return f32x4.sub(...values.values([a, b]));
  return values.v.nmadd(...values.values([...product, a]));
}

/**
 * Returns the emitter of a minimum or maximum. With a constant, `plain` is one instruction that
 * keeps a NaN of the other operand. In general `exact` is needed, which is longer.
 */
export function extremum(plain: (a: Code, b: Code) => Code, exact: (a: Code, b: Code) => Code): Emitter {
  return {
    emit: (values, operands) => {
      const [a, b] = operands as Two;
      const [x, bound] = a.kind === 'constant' ? [b, a] : [a, b];
      const fits = bound.kind === 'constant' && !Number.isNaN(bound.value);
      return (fits ? plain : exact)(...values.values([x, bound]));
    },
  };
}
