import { type Expression, equation } from '@tbptt/core/equation';
import type { PointwiseProgram } from '@tbptt/core/operation';

/** The operands and results of a program of a chain. */
export interface FusedProgram {
  /** The name of the chain in messages. */
  readonly name: string;
  readonly arrays: readonly string[];
  readonly uniforms: readonly string[];
  /** The kinds of the arrays that do not have a number for each element. */
  readonly kinds: Readonly<Record<string, 'row' | 'column'>>;
  readonly results: Readonly<Record<string, Expression>>;
}

/** Number of programs that are remembered. */
const REMEMBERED = 64;

const remembered = new Map<string, PointwiseProgram>();

/**
 * Makes the program, or returns the one made before from the same operands and expressions. Kernels
 * belong to programs, so a second optimizer of the same chain compiles nothing.
 */
export function fusedProgram({ name, arrays, uniforms, kinds, results }: FusedProgram): PointwiseProgram {
  const expressions = Object.entries(results).map(([result, { id }]) => `${result}=${id}`);
  const key = [name, arrays, uniforms, Object.values(kinds), expressions].join('|');
  let program = remembered.get(key);
  if (program === undefined) {
    program = equation(name, { arrays, uniforms }, () => results).plan({ kinds, differentiate: [] }).forward;
  }
  remembered.delete(key); // and set anew: the first entry is the one that was not used for longest
  remembered.set(key, program);
  if (remembered.size > REMEMBERED) remembered.delete(remembered.keys().next().value ?? key);
  return program;
}
