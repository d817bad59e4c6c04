import { ArgumentError } from '../errors.js';
import { add, operand } from './build.js';
import { derive, sortedExpressions, substitute } from './differentiate.js';
import type { Expression } from './expression.js';
import { gradientName } from './gradient-name.js';
import type { OperandKind, PointwiseProgram, ProgramInput, ProgramOutput } from './program.js';

/** The content of an equation: the expressions of its results over its operands. */
export interface Definition<A extends string = string, U extends string = string, R extends string = string> {
  readonly name: string;
  readonly arrays: readonly A[];
  readonly uniforms: readonly U[];
  /** The names of the results, in order. */
  readonly resultNames: readonly R[];
  readonly results: Readonly<Record<R, Expression>>;
}

/**
 * The use of the gradient of an array operand: it is not computed (`none`), added to what is there
 * (`accumulate`), or stored (`assign`, only in a buffer that belongs to the caller). A number is
 * the position of an earlier operand that is the same array. The gradient is then a part of the
 * gradient of that operand: the parts are summed before the result is rounded.
 */
export type GradientUse = 'none' | 'accumulate' | 'assign' | number;

/** A program, and the positions of its arguments in the list of values of its plan. */
export interface PlannedProgram extends PointwiseProgram {
  /** The position of each input and then of each output in the list of values. */
  readonly positions: readonly number[];
  /** How each argument is passed. */
  readonly passing: readonly Passing[];
}

/**
 * How an argument is passed to a kernel: by value, or by an address with the distance of its rows,
 * which are whole rows, single numbers, or double-precision sums.
 */
export type Passing = 'value' | 'rows' | 'numbers' | 'sums';

const passings = new WeakMap<PointwiseProgram, readonly Passing[]>();

/** Returns how the inputs and then the outputs of a program are passed. It is the same list each time. */
export function passingOf(program: PointwiseProgram): readonly Passing[] {
  let passing = passings.get(program);
  if (passing === undefined) {
    passing = passingIn(program);
    passings.set(program, passing);
  }
  return passing;
}

function passingIn({ inputs, outputs }: PointwiseProgram): readonly Passing[] {
  const passed = (kind: OperandKind, single: Passing): Passing =>
    kind === 'uniform' ? 'value' : kind === 'full' ? 'rows' : single;
  return [
    ...inputs.map(({ kind }) => passed(kind, 'numbers')),
    ...outputs.map(({ kind }) => passed(kind, 'sums')),
  ];
}

/**
 * The two kernels of an equation in some usage. Both take their arguments from one list of values:
 * the array operands, the uniforms, the results, the saved values, the gradients of the results,
 * and the gradients of the array operands.
 */
export interface Plan {
  /** Reads the operands, and writes the results and the values that the backward program needs. */
  readonly forward: PlannedProgram;
  /** Reads operands, results, saved values and incoming gradients as needed, and writes the gradients. */
  readonly backward: PlannedProgram;
  /** The names of the saved values, in the order in which `forward` writes them after the results. */
  readonly saved: readonly string[];
}

/** Returns the derivative of `Σ d:r * r` over the results `r` by each of the operands `by`. */
export function derivativesOf<A extends string>(definition: Definition<A>, by: readonly A[]): Expression[] {
  const { name, arrays, uniforms, resultNames, results } = definition;
  const operands = new Set<string>([...arrays, ...uniforms]);
  const clash = resultNames.find((result) => operands.has(result));
  if (clash !== undefined && by.length > 0) {
    throw new ArgumentError(
      'equation',
      `in '${name}' an operand and a result are both called '${clash}'; to be differentiated, they must have different names.`,
    );
  }
  const seeded = resultNames.map((result) => ({
    value: results[result] as Expression,
    seed: operand(gradientName(result)),
  }));
  return derive(seeded, by.map(operand));
}

/**
 * Makes the plan of an equation whose array operands have these kinds and these uses of their
 * gradients, by position. `Equation.planOf` keeps what this makes.
 */
export function makePlan(
  definition: Definition,
  kinds: readonly OperandKind[],
  gradients: readonly GradientUse[],
): Plan {
  const { name, arrays, uniforms, resultNames, results } = definition;
  requireNames(definition);
  const kindOf = new Map<string, OperandKind>(arrays.map((array, i) => [array, kinds[i] as OperandKind]));
  for (const uniform of uniforms) kindOf.set(uniform, 'uniform');
  const differentiated = differentiatedOperands(definition, kinds, gradients);
  const known = knownValues(definition, Object.values(differentiated), kindOf);

  const assigned = (name: string, value: Expression): ProgramOutput => {
    return { name, kind: 'full', mode: 'assign', value };
  };
  const forward = [
    ...resultNames.map((result) => assigned(result, results[result] as Expression)),
    ...known.saved.map((saved) => assigned(saved.name, saved.value)),
  ];
  const memo = new Map<Expression, Expression>();
  const backward = Object.entries(differentiated).map(([array, derivative]): ProgramOutput => {
    const kind = kindOf.get(array) as ProgramOutput['kind']; // no uniform has a gradient
    const assigns = kind === 'full' && gradients[arrays.indexOf(array)] === 'assign';
    const value = substitute(derivative, known.replacements, memo);
    return { name: gradientName(array), kind, mode: assigns ? 'assign' : 'accumulate', value };
  });

  const saved = known.saved.map((value) => value.name);
  const values = [
    ...arrays,
    ...uniforms,
    ...resultNames,
    ...saved,
    ...resultNames.map(gradientName),
    ...arrays.map(gradientName),
  ];
  const planned = (name: string, outputs: readonly ProgramOutput[]): PlannedProgram => {
    const inputs = inputsOf(outputs, (operand) => kindOf.get(operand) ?? 'full');
    // Where an operand and a result have one name, the operand is read and the result is written.
    const positions = [
      ...inputs.map((input) => values.indexOf(input.name)),
      ...outputs.map((output) => values.lastIndexOf(output.name)),
    ];
    return { name, inputs, outputs, positions, passing: passingIn({ name, inputs, outputs }) };
  };
  return { forward: planned(name, forward), backward: planned(`gradient of ${name}`, backward), saved };
}

/** Checks that names differ, and that none can be the name of a gradient or of a saved value. */
function requireNames({ name, arrays, uniforms, resultNames }: Definition): void {
  for (const names of [[...arrays, ...uniforms], resultNames]) {
    const wrong = names.find((operand, i) => names.indexOf(operand) !== i || /^(d|saved):/.test(operand));
    if (wrong === undefined) continue;
    throw new ArgumentError(
      'equation',
      `in '${name}' a name is '${wrong}'; names must differ, and must not begin with 'd:' or 'saved:'.`,
    );
  }
}

/**
 * Returns the derivative by each operand that has a gradient of its own, including the derivatives
 * by other operands that are the same array.
 */
function differentiatedOperands(
  definition: Definition,
  kinds: readonly OperandKind[],
  gradients: readonly GradientUse[],
): Record<string, Expression> {
  const { name, arrays } = definition;
  const by = arrays.filter((_, i) => gradients[i] !== 'none');
  const uniform = by.find((array) => kinds[arrays.indexOf(array)] === 'uniform');
  if (uniform !== undefined) {
    throw new ArgumentError(
      'equation',
      `in '${name}' the gradient of '${uniform}' is requested, but it is a uniform; only full, row and column operands have gradients.`,
    );
  }
  const sums: Record<string, Expression> = {};
  derivativesOf(definition, by).forEach((derivative, index) => {
    const own = by[index] as string;
    const use = gradients[arrays.indexOf(own)];
    const array = typeof use === 'number' ? (arrays[use] as string) : own;
    const sum = sums[array];
    sums[array] = sum === undefined ? derivative : add(sum, derivative);
  });
  return sums;
}

/**
 * Returns the parts of the forward computation that occur in the derivatives, with a replacement
 * for each: the name of a result, or a saved value for an expensive part. Cheap parts, and parts
 * that do not vary along a full operand, are searched and computed again.
 */
function knownValues(
  { results, resultNames }: Definition,
  derived: readonly Expression[],
  kindOf: ReadonlyMap<string, OperandKind>,
) {
  const forward = sortedExpressions(Object.values<Expression>(results));
  const varying = new Set<Expression>();
  for (const expression of forward) {
    const varies =
      expression.kind === 'operand'
        ? kindOf.get(expression.name) === 'full'
        : expression.kind === 'call' && expression.arguments.some((argument) => varying.has(argument));
    if (varies) varying.add(expression);
  }
  const resultOf = new Map<Expression, string>();
  for (const name of resultNames) {
    const value = results[name] as Expression;
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
      if (expression.row.expensive === true) {
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

/** Returns the operands that the outputs of a program read, in order of first use. */
function inputsOf(
  outputs: readonly ProgramOutput[],
  kindOf: (name: string) => OperandKind,
): readonly ProgramInput[] {
  return sortedExpressions(outputs.map(({ value }) => value)).flatMap((expression) =>
    expression.kind === 'operand' ? [{ name: expression.name, kind: kindOf(expression.name) }] : [],
  );
}
