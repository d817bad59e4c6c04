import type { Primitive } from './primitives.js';

export type { Primitive };

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
    | { readonly kind: 'call'; readonly primitive: Primitive; readonly arguments: readonly Expression[] }
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
