import { ArgumentError } from '../errors.js';
import { sortedExpressions } from './differentiate.js';
import type { Expression } from './expression.js';

/** Returns the values of named expressions in double precision, given those of their operands. */
export function evaluateAll<R extends string>(
  results: Readonly<Record<R, Expression>>,
  operands: Readonly<Record<string, number>>,
): Record<R, number> {
  const values = new Map<Expression, number>();
  for (const expression of sortedExpressions(Object.values<Expression>(results))) {
    values.set(expression, valueOf(expression, operands, values));
  }
  const entries = Object.entries<Expression>(results).map(([name, value]) => [name, values.get(value)]);
  return Object.fromEntries(entries) as Record<R, number>;
}

function valueOf(
  expression: Expression,
  operands: Readonly<Record<string, number>>,
  values: ReadonlyMap<Expression, number>,
): number {
  if (expression.kind === 'constant') return expression.value;
  if (expression.kind === 'operand') {
    const value = operands[expression.name];
    if (value === undefined)
      throw new ArgumentError('equation', `the operand '${expression.name}' has no value.`);
    return value;
  }
  const [a = 0, b = 0, c = 0] = expression.arguments.map((argument) => values.get(argument) ?? 0);
  return expression.row.value(a, b, c);
}
