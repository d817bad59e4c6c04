import type { Expression, Values } from '../../equation/expression.js';
import { type Code, f32x4 } from '../../wasm/instructions.js';
import type { VectorMath } from '../../wasm/simd-math/vector-math.js';

/** An expression that applies a primitive. */
type Call = Extract<Expression, { kind: 'call' }>;

/**
 * Returns how often each expression below `roots` is used. Expressions below those for which
 * `isAtHand` are not searched.
 */
export function countUses(
  roots: readonly Expression[],
  isAtHand: (expression: Expression) => boolean = () => false,
): ReadonlyMap<Expression, number> {
  const uses = new Map<Expression, number>();
  const visit = (expression: Expression): void => {
    const count = uses.get(expression) ?? 0;
    uses.set(expression, count + 1);
    if (count > 0 || expression.kind !== 'call' || isAtHand(expression)) return;
    for (const argument of expression.arguments) visit(argument);
  };
  for (const root of roots) visit(root);
  return uses;
}

/** Writes the values of expressions for one group of elements. */
export class ElementGroup implements Values {
  readonly #weights = new Map<Expression, number>();

  /**
   * `known` holds the values at hand. `load` reads a value from memory, and returns undefined for
   * values that are not there. `onComputed` is called when a value has been assigned to a local.
   */
  constructor(
    readonly v: VectorMath,
    readonly uses: ReadonlyMap<Expression, number>,
    readonly known: Map<Expression, Code>,
    readonly load: (expression: Expression) => Code | undefined,
    readonly onComputed: (expression: Expression) => void = () => {},
  ) {}

  /** Returns the value of an expression: inline if it is used once, otherwise in a local. */
  value(expression: Expression): Code {
    const present = this.known.get(expression);
    if (present !== undefined) return present;
    if (expression.kind === 'constant') return this.v.constant(expression.value);
    return this.uses.get(expression) === 1 ? this.#code(expression) : this.compute(expression);
  }

  /** Computes the value of an expression into a local here. */
  compute(expression: Expression): Code {
    const present = this.known.get(expression);
    if (present !== undefined) return present;
    const local = this.v.let(this.#code(expression));
    this.known.set(expression, local);
    this.onComputed(expression);
    return local;
  }

  /** Returns `a + expression`, as one instruction if the expression is a product. */
  sum(a: Code, expression: Expression): Code {
    const product = this.ownProduct(expression);
    if (product === undefined) return f32x4.add(a, this.value(expression));
    const [x, y] = this.values(product);
    return this.v.madd(x, y, a);
  }

  /**
   * Returns the values of several expressions. The heaviest are computed first, when the fewest
   * other values wait in registers.
   */
  values<const E extends readonly Expression[]>(expressions: E): { [K in keyof E]: Code } {
    const codes: Code[] = expressions.map(() => '');
    const heaviestFirst = [...expressions.entries()].toSorted(
      ([, a], [, b]) => this.#weight(b) - this.#weight(a),
    );
    for (const [index, expression] of heaviestFirst) codes[index] = this.value(expression);
    return codes as { [K in keyof E]: Code };
  }

  /** Returns the length of the longest chain of calls on which an expression depends. */
  #weight(expression: Expression): number {
    let weight = this.#weights.get(expression);
    if (weight === undefined) {
      const waits =
        expression.kind === 'call' && !this.known.has(expression) && this.load(expression) === undefined;
      weight = waits ? 1 + Math.max(...expression.arguments.map((argument) => this.#weight(argument))) : 0;
      this.#weights.set(expression, weight);
    }
    return weight;
  }

  #code(expression: Expression): Code {
    const loaded = this.load(expression);
    if (loaded !== undefined) return loaded;
    if (expression.kind === 'call') return this.#call(expression);
    if (expression.kind === 'constant') return this.v.constant(expression.value);
    throw new ReferenceError(`pointwise: the program has no operand ${expression.name}.`);
  }

  /** Returns the factors of a product that has no other user. Undefined for other expressions. */
  ownProduct(expression: Expression): readonly [Expression, Expression] | undefined {
    if (expression.kind !== 'call' || expression.primitive !== 'mul') return undefined;
    if (this.uses.get(expression) !== 1 || this.known.has(expression)) return undefined;
    return expression.arguments as [Expression, Expression];
  }

  #call({ row, arguments: operands }: Call): Code {
    return row.emitter.emit(this, operands);
  }
}
