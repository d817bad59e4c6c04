import type { Expression } from '../../../equation/expression.js';
import { type Code, f32x4 } from '../../../wasm/instructions.js';
import { erf } from '../../../wasm/simd-math/erf.js';
import { exp } from '../../../wasm/simd-math/exp.js';
import { expm1 } from '../../../wasm/simd-math/expm1.js';
import { log } from '../../../wasm/simd-math/log.js';
import { log1p } from '../../../wasm/simd-math/log1p.js';
import { pow } from '../../../wasm/simd-math/pow.js';
import { sigmoid } from '../../../wasm/simd-math/sigmoid.js';
import { softplus } from '../../../wasm/simd-math/softplus.js';
import { tanh } from '../../../wasm/simd-math/tanh.js';
import type { VectorMath } from '../../../wasm/simd-math/vector-math.js';

/** An expression that applies a primitive. */
type Call = Extract<Expression, { kind: 'call' }>;

/** How often each expression below `roots` is used; below what `isAtHand` nothing is looked at. */
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
export class ElementGroup {
  readonly #weights = new Map<Expression, number>();

  /**
   * `known` holds the values at hand; `load` reads what lies in memory and knows nothing of the rest; `onComputed` hears of a value as
   * soon as it is in a local.
   */
  constructor(
    readonly v: VectorMath,
    readonly uses: ReadonlyMap<Expression, number>,
    readonly known: Map<Expression, Code>,
    readonly load: (expression: Expression) => Code | undefined,
    readonly onComputed: (expression: Expression) => void = () => {},
  ) {}

  /** The value of an expression: at its place of use if that is the only one, else in a local. */
  value(expression: Expression): Code {
    const present = this.known.get(expression);
    if (present !== undefined) return present;
    if (expression.kind === 'constant') return this.v.constant(expression.value);
    return this.uses.get(expression) === 1 ? this.#code(expression) : this.compute(expression);
  }

  /** Brings the value of an expression into a local here and now. */
  compute(expression: Expression): Code {
    const present = this.known.get(expression);
    if (present !== undefined) return present;
    const local = this.v.let(this.#code(expression));
    this.known.set(expression, local);
    this.onComputed(expression);
    return local;
  }

  /** `a + expression`, in one instruction where the expression is a product. */
  sum(a: Code, expression: Expression): Code {
    const product = this.#ownProduct(expression);
    if (product === undefined) return f32x4.add(a, this.value(expression));
    const [x, y] = this.#values(...product);
    return this.v.madd(x, y, a);
  }

  /** Values of several expressions. The heaviest are computed first, when the fewest other values wait in registers. */
  #values<const E extends readonly Expression[]>(...expressions: E): { [K in keyof E]: Code } {
    const codes: Code[] = expressions.map(() => '');
    const heaviestFirst = [...expressions.entries()].toSorted(
      ([, a], [, b]) => this.#weight(b) - this.#weight(a),
    );
    for (const [index, expression] of heaviestFirst) codes[index] = this.value(expression);
    return codes as { [K in keyof E]: Code };
  }

  /** The length of the longest chain of calls that an expression waits for. */
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

  /** The factors of a product that has no other user. */
  #ownProduct(expression: Expression): readonly [Expression, Expression] | undefined {
    if (expression.kind !== 'call' || expression.primitive !== 'mul') return undefined;
    if (this.uses.get(expression) !== 1 || this.known.has(expression)) return undefined;
    return [argumentOf(expression, 0), argumentOf(expression, 1)];
  }

  #call(call: Call): Code {
    const { v } = this;
    const { primitive } = call;
    const argument = (index: number): Expression => argumentOf(call, index);
    switch (primitive) {
      case 'add':
        return this.#add(argument(0), argument(1));
      case 'sub':
        return this.#subtract(argument(0), argument(1));
      case 'min':
      case 'max':
        return this.#extremum(primitive, argument(0), argument(1));
      case 'pow':
        return this.#power(argument(0), argument(1));
      case 'select':
        return v.select(...this.#values(argument(0), argument(1), argument(2)));
      case 'mul':
      case 'div':
      case 'less':
      case 'lessOrEqual':
      case 'equal':
        return BINARY[primitive](...this.#values(argument(0), argument(1)));
      case 'neg':
      case 'abs':
      case 'sqrt':
        return UNARY[primitive](this.value(argument(0)));
      case 'exp':
      case 'expm1':
      case 'log':
      case 'log1p':
      case 'tanh':
      case 'sigmoid':
      case 'softplus':
      case 'erf':
        return FUNCTIONS[primitive](v, this.value(argument(0)));
    }
  }

  #add(a: Expression, b: Expression): Code {
    const ofB = this.#ownProduct(b);
    const product = ofB ?? this.#ownProduct(a);
    if (product === undefined) return f32x4.add(...this.#values(a, b));
    return this.v.madd(...this.#values(...product, ofB === undefined ? b : a));
  }

  #subtract(a: Expression, b: Expression): Code {
    const product = this.#ownProduct(b);
    if (product === undefined) return f32x4.sub(...this.#values(a, b));
    return this.v.nmadd(...this.#values(...product, a));
  }

  /** With a constant, one instruction that keeps a NaN of the other operand; in general, the exact but longer form. */
  #extremum(primitive: 'min' | 'max', a: Expression, b: Expression): Code {
    const [x, bound] = a.kind === 'constant' ? [b, a] : [a, b];
    const [plain, exact] = primitive === 'min' ? [f32x4.pmin, f32x4.min] : [f32x4.pmax, f32x4.max];
    const fits = bound.kind === 'constant' && !Number.isNaN(bound.value);
    return (fits ? plain : exact)(...this.#values(x, bound));
  }

  #power(base: Expression, exponent: Expression): Code {
    if (exponent.kind !== 'constant') throw new TypeError('pow: the exponent must be a constant.');
    return pow(this.v, this.value(base), exponent.value);
  }
}

const BINARY = {
  mul: f32x4.mul,
  div: f32x4.div,
  less: f32x4.lt,
  lessOrEqual: f32x4.le,
  equal: f32x4.eq,
} as const;

const UNARY = { neg: f32x4.neg, abs: f32x4.abs, sqrt: f32x4.sqrt } as const;

const FUNCTIONS = { exp, expm1, log, log1p, tanh, sigmoid, softplus, erf } as const;

function argumentOf(call: Call, index: number): Expression {
  const argument = call.arguments[index];
  if (argument === undefined) throw new RangeError(`${call.primitive}: argument ${index} is missing.`);
  return argument;
}
