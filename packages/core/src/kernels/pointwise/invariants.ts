import type { Expression } from '../../equation/expression.js';
import type { OperandKind, PointwiseProgram } from '../../equation/program.js';

/** The expressions of a program that are not computed for every element, arguments first. */
export interface Invariants {
  /** Expressions of uniforms and constants alone: the same for all elements. */
  readonly everywhere: readonly Expression[];
  /** Expressions that also have columns: the same for all elements of a row. */
  readonly inRow: readonly Expression[];
}

/**
 * Finds the expressions that never vary, and those that vary only from row to row. Constants need
 * no computation and are left out.
 */
export function invariantsOf({ inputs, outputs }: PointwiseProgram): Invariants {
  const kinds = new Map<string, OperandKind>(inputs.map(({ name, kind }) => [name, kind]));
  const levels = new Map<Expression, number>();
  const visit = (expression: Expression): number => {
    let level = levels.get(expression);
    if (level === undefined) {
      level =
        expression.kind === 'call'
          ? Math.max(...expression.arguments.map(visit))
          : expression.kind === 'constant'
            ? 0
            : LEVELS[kinds.get(expression.name) ?? 'full'];
      levels.set(expression, level);
    }
    return level;
  };
  for (const { value } of outputs) visit(value);
  const ofLevel = (wanted: number): Expression[] =>
    [...levels].flatMap(([expression, level]) =>
      level === wanted && expression.kind !== 'constant' ? [expression] : [],
    );
  return { everywhere: ofLevel(0), inRow: ofLevel(1) };
}

const LEVELS: Readonly<Record<OperandKind, number>> = { uniform: 0, column: 1, row: 2, full: 2 };
