import type { PointwiseProgram } from '../kernels/pointwise.js';
import type { Equation } from './equation.js';
import { gradientName } from './gradient-name.js';

/** A program with the position of each of its inputs, and then outputs, in a list of values. */
export interface PositionalProgram {
  readonly program: PointwiseProgram;
  readonly positions: readonly number[];
}

/**
 * A plan whose programs find their arguments by position instead of by name, for calls that must be cheap. The list of values holds, in this
 * order: the array operands, the uniforms, the results, the saved values, the gradients of the results, the gradients of the array operands.
 */
export interface PositionalPlan {
  readonly forward: PositionalProgram;
  readonly backward: PositionalProgram;
  /** The number of saved values. */
  readonly saved: number;
}

/**
 * Makes the plan of an equation in which the array operands of the set `rows` are rows, all others full, and those of the set
 * `differentiate` want gradients. A set has bit `i` for operand `i`. `Equation.positionalPlan` keeps what this makes.
 */
export function makePositionalPlan<A extends string, U extends string, R extends string>(
  equation: Equation<A, U, R>,
  rows: number,
  differentiate: number,
): PositionalPlan {
  const { arrays, uniforms, resultNames } = equation;
  const chosen = (set: number): A[] => arrays.filter((_, i) => (set & (1 << i)) !== 0);
  const kinds = Object.fromEntries(chosen(rows).map((name) => [name, 'row' as const]));
  const plan = equation.plan({
    kinds: kinds as Partial<Record<A, 'row'>>,
    differentiate: chosen(differentiate),
  });

  const values = [
    ...arrays,
    ...uniforms,
    ...resultNames,
    ...plan.saved,
    ...resultNames.map(gradientName),
    ...arrays.map(gradientName),
  ] as readonly string[];
  // Where an operand and a result have one name, the operand is read and the result is written.
  const positional = (program: PointwiseProgram): PositionalProgram => ({
    program,
    positions: [
      ...program.inputs.map(({ name }) => values.indexOf(name)),
      ...program.outputs.map(({ name }) => values.lastIndexOf(name)),
    ],
  });
  return {
    forward: positional(plan.forward),
    backward: positional(plan.backward),
    saved: plan.saved.length,
  };
}
