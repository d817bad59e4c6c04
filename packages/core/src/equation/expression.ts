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
  /** Its value in double precision. Conditions are 1 or 0, and `select` takes any number but 0 as true. */
  readonly value: (a: number, b: number, c: number) => number;
  /** Whether it costs more to compute it again than to store and load it. */
  readonly expensive?: boolean;
  /** How it becomes instructions. */
  readonly emitter: Emitter;
}

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

/** A primitive applied to expressions. */
export interface CallStructure {
  readonly kind: 'call';
  readonly primitive: Primitive;
  /** What is known of the primitive: a program carries the rows of those that it uses. */
  readonly row: PrimitiveRow;
  /** Applies the primitive to other expressions, simplifying as its builder does. */
  readonly build: (a: Expression, b: Expression, c: Expression) => Expression;
  readonly arguments: readonly Expression[];
}

/**
 * A scalar expression: a constant, a named operand, or a primitive applied to expressions.
 * Expressions are shared: two that are built alike are one object, so common sub-expressions are
 * found by identity.
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

/** What tells expressions apart. */
export interface Identity {
  /**
   * A number that no other expression of this process has. It depends on what was built before, so
   * nothing but identity may follow from it.
   */
  readonly id: number;
  /**
   * A hash of the structure: primitives, constants, names and their arrangement. It is the same in
   * every process.
   */
  readonly hash: number;
}
