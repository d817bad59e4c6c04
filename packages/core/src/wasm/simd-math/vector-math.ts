import type { FunctionBuilder } from '../assembler.js';
import { type Code, f32x4, f64x2, i32x4, v128 } from '../instructions.js';

/**
 * How generated code rounds: `strict` is bit-identical everywhere, `relaxed` fuses multiplication
 * and addition.
 */
export type Rounding = 'strict' | 'relaxed';

/**
 * Writes vector arithmetic into one function, with four lanes of single precision unless a name
 * says otherwise.
 */
export class VectorMath {
  constructor(
    readonly f: FunctionBuilder,
    readonly rounding: Rounding,
  ) {}

  /** Assigns a value to a local, for code that is used more than once. */
  let(value: Code): Code {
    return this.f.let('v128', value).get;
  }

  /** Returns a number in every lane. */
  constant(value: number): Code {
    return this.f.constant('v128', f32x4.const(value)).get;
  }

  /** Returns the bits of an integer in every lane. */
  bits(value: number): Code {
    return this.f.constant('v128', i32x4.const(value)).get;
  }

  /** Returns a number in both lanes of double precision. */
  constant64(value: number): Code {
    return this.f.constant('v128', f64x2.const(value)).get;
  }

  /** `a b + c`. */
  madd(a: Code, b: Code, c: Code): Code {
    return this.rounding === 'relaxed' ? f32x4.relaxedMadd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
  }

  /** `c - a b`. */
  nmadd(a: Code, b: Code, c: Code): Code {
    return this.rounding === 'relaxed' ? f32x4.relaxedNmadd(a, b, c) : f32x4.sub(c, f32x4.mul(a, b));
  }

  /** `a` where the comparison `mask` holds, else `b`. */
  select(mask: Code, a: Code, b: Code): Code {
    return this.rounding === 'relaxed' ? i32x4.relaxedLaneselect(a, b, mask) : v128.bitselect(mask, a, b);
  }

  /** `Σ coefficients[k] xᵏ` by Horner's rule. */
  polynomial(coefficients: readonly number[], x: Code): Code {
    const highest = this.constant(coefficients.at(-1) ?? 0);
    return coefficients
      .slice(0, -1)
      .reduceRight<Code>((sum, coefficient) => this.madd(sum, x, this.constant(coefficient)), highest);
  }
}
