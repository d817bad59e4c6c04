import { add, constant } from './build.js';
import { derivatives } from './derivatives.js';
import type { Expression } from './expression.js';

/** Returns all expressions that occur in `roots`, arguments before their uses. */
export function sortedExpressions(roots: Iterable<Expression>): Expression[] {
  const seen = new Set<Expression>();
  const sorted: Expression[] = [];
  const visit = (expression: Expression): void => {
    if (seen.has(expression)) return;
    seen.add(expression);
    if (expression.kind === 'call') for (const argument of expression.arguments) visit(argument);
    sorted.push(expression);
  };
  for (const root of roots) visit(root);
  return sorted;
}

/**
 * Differentiates in reverse mode: returns the derivative of `Σ seed * result` by each expression in
 * `by`. Each result is given with the symbol of its incoming derivative.
 */
export function derive(
  results: readonly { readonly value: Expression; readonly seed: Expression }[],
  by: readonly Expression[],
): Expression[] {
  if (by.length === 0) return [];
  const sums = new Map<Expression, Expression>();
  const accumulate = (expression: Expression, term: Expression): void => {
    const sum = sums.get(expression);
    sums.set(expression, sum === undefined ? term : add(sum, term));
  };
  for (const { value, seed } of results) accumulate(value, seed);
  for (const expression of sortedExpressions(results.map(({ value }) => value)).toReversed()) {
    const d = sums.get(expression);
    if (d === undefined || expression.kind !== 'call') continue;
    const [a = constant(0), b = constant(0), c = constant(0)] = expression.arguments;
    derivatives[expression.primitive](d, expression, a, b, c).forEach((term, index) => {
      const argument = expression.arguments[index];
      if (term !== undefined && argument !== undefined && argument.kind !== 'constant') {
        accumulate(argument, term);
      }
    });
  }
  return by.map((expression) => sums.get(expression) ?? constant(0));
}

/** Returns `expression` with some sub-expressions replaced. The replacements themselves are not searched. */
export function substitute(
  expression: Expression,
  replacements: ReadonlyMap<Expression, Expression>,
  done = new Map<Expression, Expression>(),
): Expression {
  const replacement = replacements.get(expression) ?? done.get(expression);
  if (replacement !== undefined) return replacement;
  if (expression.kind !== 'call') return expression;
  const [a = constant(0), b = constant(0), c = constant(0)] = expression.arguments.map((argument) =>
    substitute(argument, replacements, done),
  );
  const substituted = expression.build(a, b, c);
  done.set(expression, substituted);
  return substituted;
}
