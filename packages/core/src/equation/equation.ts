import { ArgumentError } from '../errors.js';
import type { OperandKind, PointwiseProgram, ProgramInput, ProgramOutput } from '../kernels/pointwise.js';
import { operand } from './build.js';
import { derive, sortedExpressions, substitute } from './differentiate.js';
import { evaluateAll } from './evaluate-all.js';
import type { Expression, Primitive } from './expression.js';
import { gradientName } from './gradient-name.js';
import { makePositionalPlan, type PositionalPlan } from './positional-plan.js';

/** The names of an equation's operands: arrays may have gradients, uniforms are single numbers such as a slope. */
export interface Operands<A extends string, U extends string = never> {
  readonly arrays: readonly A[];
  readonly uniforms?: readonly U[];
}

/** How an equation is used: the layout of its operands, and which of them want gradients. */
export interface Usage<A extends string> {
  /** The layout of each array operand; `full` where it is not named. */
  readonly kinds?: Partial<Readonly<Record<A, OperandKind>>>;
  /** The operands whose gradients the backward program computes. */
  readonly differentiate: readonly A[];
  /** The gradients that are assigned rather than added; only where the buffer is the caller's own. */
  readonly assign?: readonly A[];
}

/** The two kernels of an equation in some usage. */
export interface Plan {
  /** Reads the operands, writes the results and then what the backward program needs again. */
  readonly forward: PointwiseProgram;
  /** Reads operands, results, saved values and incoming gradients, as needed; writes the gradients. */
  readonly backward: PointwiseProgram;
  /** The names of the saved values, in the order in which `forward` writes them after the results. */
  readonly saved: readonly string[];
}

/** What is dearer to compute again than to store and load. */
const EXPENSIVE: ReadonlySet<Primitive> = new Set<Primitive>([
  'div',
  'sqrt',
  'exp',
  'expm1',
  'log',
  'log1p',
  'tanh',
  'sigmoid',
  'softplus',
  'erf',
  'pow',
]);

/**
 * Scalar mathematics over named operands, written once: `equation('swish', { arrays: ['x'] }, ({ x }) => ({ y: mul(x, sigmoid(x)) }))`.
 * From it follow the value in double precision, the gradient, and the programs from which fused kernels are generated.
 */
export class Equation<A extends string = string, U extends string = string, R extends string = string> {
  readonly #plans = new Map<string, Plan>();
  readonly #positionalPlans = new Map<number, PositionalPlan>();
  readonly #define: () => Readonly<Record<R, Expression>>;
  #results: Readonly<Record<R, Expression>> | undefined;
  #resultNames: readonly R[] | undefined;

  /** `define` is called once, when the results are first asked for: a program pays for the equations it uses, not for those it imports. */
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

  /** The value of every result in double precision. */
  evaluate(values: Readonly<Record<A | U, number>>): Record<R, number> {
    return evaluateAll(this.results, values);
  }

  /** The derivative of the sum of `seeds[r] * result r` by every array operand, in double precision. */
  gradient(values: Readonly<Record<A | U, number>>, seeds: Readonly<Record<R, number>>): Record<A, number> {
    const derived = this.#derive(this.arrays);
    const all: Record<string, number> = { ...values };
    for (const name of this.resultNames) all[gradientName(name)] = seeds[name];
    return evaluateAll(derived, all);
  }

  /** The programs for a usage; the same object each time. */
  plan(usage: Usage<A>): Plan {
    const { kinds, differentiate, assign = [] } = usage;
    const layout = this.arrays.map((name) => kinds?.[name] ?? 'full');
    const key = `${layout.join(' ')}|${differentiate.join(' ')}|${assign.join(' ')}`;
    let plan = this.#plans.get(key);
    if (plan === undefined) {
      plan = this.#makePlan(usage);
      this.#plans.set(key, plan);
    }
    return plan;
  }

  /**
   * The plan for positional arguments in which the array operands of the set `rows` are rows and all others full, and those of
   * the set `differentiate` want gradients. A set has bit `i` for operand `i`. The same object each time.
   */
  positionalPlan(rows: number, differentiate: number): PositionalPlan {
    const key = rows * 2 ** this.arrays.length + differentiate;
    let plan = this.#positionalPlans.get(key);
    if (plan === undefined) {
      plan = makePositionalPlan(this, rows, differentiate);
      this.#positionalPlans.set(key, plan);
    }
    return plan;
  }

  #derive(by: readonly A[]): Record<A, Expression> {
    const operands = new Set<string>([...this.arrays, ...this.uniforms]);
    const clash = this.resultNames.find((name) => operands.has(name));
    if (clash !== undefined && by.length > 0) {
      throw new ArgumentError(
        'equation',
        `in '${this.name}' an operand and a result are both called '${clash}'; to be differentiated, they must have different names.`,
      );
    }
    const seeded = this.resultNames.map((name) => ({
      value: this.results[name],
      seed: operand(gradientName(name)),
    }));
    const derived = derive(seeded, by.map(operand));
    return Object.fromEntries(by.map((name, index) => [name, derived[index]])) as Record<A, Expression>;
  }

  #makePlan({ kinds, differentiate, assign = [] }: Usage<A>): Plan {
    const kindOf = new Map<string, OperandKind>();
    for (const name of this.arrays) kindOf.set(name, kinds?.[name] ?? 'full');
    for (const name of this.uniforms) kindOf.set(name, 'uniform');
    const uniform = differentiate.find((name) => kindOf.get(name) === 'uniform');
    if (uniform !== undefined) {
      throw new ArgumentError(
        'equation',
        `in '${this.name}' the gradient of '${uniform}' is wanted, but it is a uniform; only full and row operands have gradients.`,
      );
    }
    const derived = this.#derive(differentiate);

    const known = this.#known(Object.values<Expression>(derived), kindOf);
    const results: ProgramOutput[] = this.resultNames.map((name) => ({
      name,
      kind: 'full',
      mode: 'assign',
      value: this.results[name],
    }));
    const saved: ProgramOutput[] = known.saved.map(({ name, value }) => ({
      name,
      kind: 'full',
      mode: 'assign',
      value,
    }));
    const memo = new Map<Expression, Expression>();
    const gradients: ProgramOutput[] = differentiate.map((name) => {
      const kind = kindOf.get(name) === 'row' ? 'row' : 'full';
      const mode = kind === 'full' && assign.includes(name) ? 'assign' : 'accumulate';
      const value = substitute(derived[name], known.replacements, memo);
      return { name: gradientName(name), kind, mode, value };
    });
    const kindOfInput = (name: string): OperandKind => kindOf.get(name) ?? 'full';
    return {
      forward: { name: this.name, inputs: inputsOf(results, kindOfInput), outputs: [...results, ...saved] },
      backward: {
        name: `gradient of ${this.name}`,
        inputs: inputsOf(gradients, kindOfInput),
        outputs: gradients,
      },
      saved: saved.map(({ name }) => name),
    };
  }

  /**
   * Which parts of the forward computation the derivatives meet, and what stands for each there: a result by its name, an
   * expensive part by a saved value. Cheap parts, and what does not vary along a full operand, are looked into and computed again.
   */
  #known(derived: readonly Expression[], kindOf: ReadonlyMap<string, OperandKind>) {
    const forward = sortedExpressions(Object.values<Expression>(this.results));
    const varying = new Set<Expression>();
    for (const expression of forward) {
      const varies =
        expression.kind === 'operand'
          ? kindOf.get(expression.name) === 'full'
          : expression.kind === 'call' && expression.arguments.some((argument) => varying.has(argument));
      if (varies) varying.add(expression);
    }
    const resultOf = new Map<Expression, string>();
    for (const name of this.resultNames) {
      const value = this.results[name];
      if (value.kind === 'call') resultOf.set(value, name);
    }
    const replacements = new Map<Expression, Expression>();
    const saved: { readonly name: string; readonly value: Expression }[] = [];
    const seen = new Set<Expression>();
    const visit = (expression: Expression): void => {
      if (seen.has(expression) || expression.kind !== 'call') return;
      seen.add(expression);
      if (varying.has(expression)) {
        const result = resultOf.get(expression);
        if (result !== undefined) {
          replacements.set(expression, operand(result));
          return;
        }
        if (EXPENSIVE.has(expression.primitive)) {
          const name = `saved:${saved.length}`;
          saved.push({ name, value: expression });
          replacements.set(expression, operand(name));
          return;
        }
      }
      for (const argument of expression.arguments) visit(argument);
    };
    for (const expression of derived) visit(expression);
    return { replacements, saved };
  }
}

/** The operands that the outputs of a program read, in order of first use. */
function inputsOf(
  outputs: readonly ProgramOutput[],
  kindOf: (name: string) => OperandKind,
): readonly ProgramInput[] {
  return sortedExpressions(outputs.map(({ value }) => value)).flatMap((expression) =>
    expression.kind === 'operand' ? [{ name: expression.name, kind: kindOf(expression.name) }] : [],
  );
}

/** Defines an equation; `define` is called once, at the first use, with a symbol for each operand. */
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
