import type { Code } from '../wasm/instructions.js';
import type { VectorMath } from '../wasm/simd-math/vector-math.js';

/** The name of a primitive. */
export type Primitive =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'neg'
  | 'abs'
  | 'min'
  | 'max'
  | 'sqrt'
  | 'exp'
  | 'expm1'
  | 'log'
  | 'log1p'
  | 'tanh'
  | 'sigmoid'
  | 'softplus'
  | 'erf'
  | 'pow'
  | 'less'
  | 'lessOrEqual'
  | 'equal'
  | 'select';

/** A function of one, two or three numbers that expressions are made of. */
export interface PrimitiveRow {
  readonly name: Primitive;
  /**
   * Returns its value in double precision. Conditions are 1 or 0, and `select` treats any number
   * but 0 as true.
   */
  readonly value: (a: number, b: number, c: number) => number;
  /** Whether computing it again costs more than storing and loading it. Default: false. */
  readonly expensive?: boolean;
  /** How it is translated to instructions. */
  readonly emitter: Emitter;
}

/** The values of expressions for one group of elements, for emitters. */
export interface Values {
  readonly v: VectorMath;
  /** Returns the code of a value. */
  value(expression: Expression): Code;
  /** Returns the codes of several values. */
  values<const E extends readonly Expression[]>(expressions: E): { [K in keyof E]: Code };
  /**
   * Returns the factors of a product that has no other user, so that it can be fused with a sum.
   * Undefined for other expressions.
   */
  ownProduct(expression: Expression): readonly [Expression, Expression] | undefined;
}

/** How a primitive is translated to instructions. */
export interface Emitter {
  readonly emit: (values: Values, operands: readonly Expression[]) => Code;
  /**
   * The name of the constants for which it needs registers. Primitives that use the same constants
   * share the name. One such family fits the sixteen registers of a machine beside the values at
   * work, and two do not. Default: none.
   */
  readonly constants?: string;
}

/** A primitive applied to expressions. */
export interface CallStructure {
  readonly kind: 'call';
  readonly primitive: Primitive;
  /** The row of the primitive. A program carries the rows of those that it uses. */
  readonly row: PrimitiveRow;
  /** Applies the primitive to other expressions, simplifying as its builder does. */
  readonly build: (a: Expression, b: Expression, c: Expression) => Expression;
  readonly arguments: readonly Expression[];
}

/**
 * A scalar expression: a constant, a named operand, or a primitive applied to expressions.
 * Expressions are shared: two expressions of the same structure are one object, so common
 * sub-expressions are found by identity.
 *
 * `less`, `lessOrEqual` and `equal` are conditions: only `select(condition, a, b)` takes them. The
 * second argument of `pow` is a constant.
 */
export type Expression = Identity &
  (
    | { readonly kind: 'constant'; readonly value: number }
    | { readonly kind: 'operand'; readonly name: string }
    | CallStructure
  );

/** The identity of an expression. */
export interface Identity {
  /**
   * A number that no other expression of this process has. It depends on what was built before, so
   * it must be used for identity only.
   */
  readonly id: number;
  /**
   * A hash of the structure: primitives, constants, names and their arrangement. It is the same in
   * every process.
   */
  readonly hash: number;
}
