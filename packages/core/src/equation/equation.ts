import { constant, operand } from './build.js';
import { derive } from './differentiate.js';
import { evaluateAll } from './evaluate-all.js';
import type { Expression } from './expression.js';
import { gradientName } from './gradient-name.js';
import { partialName } from './partial-name.js';
import { type Definition, derivativesOf, type GradientUse, makePlan, type Plan } from './plan.js';
import { PlanCache } from './plan-cache.js';
import type { OperandKind } from './program.js';

/**
 * The names of the operands of an equation. Arrays may have gradients. Uniforms are single numbers,
 * such as a slope.
 */
export interface Operands<A extends string, U extends string = never> {
  readonly arrays: readonly A[];
  readonly uniforms?: readonly U[];
}

/** How an equation is used: the layout of its operands, and the operands whose gradients are computed. */
export interface Usage<A extends string> {
  /** The layout of each array operand. Default: `full`. */
  readonly kinds?: Partial<Readonly<Record<A, OperandKind>>>;
  /** The operands whose gradients the backward program computes. */
  readonly differentiate: readonly A[];
  /**
   * The gradients that are assigned rather than added. Only for buffers that belong to the caller.
   * Default: none.
   */
  readonly assign?: readonly A[];
}

/**
 * Scalar mathematics over named operands, written once:
 * `equation('swish', { arrays: ['x'] }, ({ x }) => ({ y: mul(x, sigmoid(x)) }))`. From it follow
 * the value in double precision, the gradient, and the programs from which fused kernels are
 * generated.
 */
export class Equation<A extends string = string, U extends string = string, R extends string = string>
  implements Definition<A, U, R>
{
  readonly #plans = new PlanCache();
  readonly #define: () => Readonly<Record<R, Expression>>;
  #results: Readonly<Record<R, Expression>> | undefined;
  #resultNames: readonly R[] | undefined;
  #partials: Equation<A, U> | undefined;

  /**
   * `define` is called once, at the first use of the results, so that a program pays only for the
   * equations it uses.
   */
  constructor(
    readonly name: string,
    readonly arrays: readonly A[],
    readonly uniforms: readonly U[],
    define: () => Readonly<Record<R, Expression>>,
  ) {
    this.#define = define;
  }

  /** The expression of each result. */
  get results(): Readonly<Record<R, Expression>> {
    return (this.#results ??= this.#define());
  }

  /** The names of the results, in order. */
  get resultNames(): readonly R[] {
    return (this.#resultNames ??= Object.keys(this.results) as R[]);
  }

  /** Returns the value of every result in double precision. */
  evaluate(values: Readonly<Record<A | U, number>>): Record<R, number> {
    return evaluateAll(this.results, values);
  }

  /**
   * Returns the derivative of the sum of `seeds[r] * result r` by every array operand, in double
   * precision.
   */
  gradient(values: Readonly<Record<A | U, number>>, seeds: Readonly<Record<R, number>>): Record<A, number> {
    const derived = derivativesOf<A>(this, this.arrays);
    const all: Record<string, number> = { ...values };
    for (const name of this.resultNames) all[gradientName(name)] = seeds[name];
    const named = Object.fromEntries(this.arrays.map((name, i) => [name, derived[i]]));
    return evaluateAll(named as Record<A, Expression>, all);
  }

  /**
   * The equation of the Jacobian: over the same operands, the derivative of each result `r` by each
   * array operand `x` as the result `partialName(r, x)`. Derivatives that are zero everywhere are
   * left out. The Jacobian of pointwise mathematics is one number for each pair and element.
   */
  get partials(): Equation<A, U> {
    this.#partials ??= new Equation<A, U>(`partials of ${this.name}`, this.arrays, this.uniforms, () =>
      Object.fromEntries(
        this.resultNames.flatMap((result) =>
          derive([{ value: this.results[result], seed: constant(1) }], this.arrays.map(operand))
            .map((value, index) => [partialName(result, this.arrays[index] as A), value] as const)
            .filter(([, value]) => value !== constant(0)),
        ),
      ),
    );
    return this.#partials;
  }

  /** Returns the plan for a usage, by the names of the operands. It is the same object each time. */
  plan({ kinds, differentiate, assign = [] }: Usage<A>): Plan {
    const gradientOf = (name: A): GradientUse => {
      if (!differentiate.includes(name)) return 'none';
      return assign.includes(name) ? 'assign' : 'accumulate';
    };
    return this.planOf(
      this.arrays.map((name) => kinds?.[name] ?? 'full'),
      this.arrays.map(gradientOf),
    );
  }

  /**
   * Returns the plan for array operands of these kinds and with these uses of their gradients, by
   * position. It is the same object each time.
   */
  planOf(kinds: readonly OperandKind[], gradients: readonly GradientUse[]): Plan {
    return this.#plans.plan(kinds, gradients, () => makePlan(this, kinds, gradients));
  }
}

/** Defines an equation. `define` is called once, at the first use, with a symbol for each operand. */
export function equation<A extends string, R extends string, U extends string = never>(
  name: string,
  operands: Operands<A, U>,
  define: (operands: Readonly<Record<A | U, Expression>>) => Record<R, Expression>,
): Equation<A, U, R> {
  const uniforms = operands.uniforms ?? [];
  return new Equation(name, operands.arrays, uniforms, () => {
    const symbols = Object.fromEntries([...operands.arrays, ...uniforms].map((key) => [key, operand(key)]));
    return define(symbols as Record<A | U, Expression>);
  });
}
