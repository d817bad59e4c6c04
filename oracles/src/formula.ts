/** A text is no formula that this reads. */
export class FormulaError extends Error {
  override readonly name = 'FormulaError';

  constructor(
    readonly formula: string,
    readonly rule: string,
  ) {
    super(`'${formula}' cannot be read: ${rule}`);
  }
}

/** The value of a part of a formula. */
type Value = (x: number) => number;

const TOKEN =
  /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(\*\*|\/\/|[-+*/^()]))/y;

/**
 * Reads a formula of one variable, such as `0.95^epoch`, and gives the function that it states.
 * Nothing is evaluated as code: the grammar is
 *
 * ```
 * sum     product ((+ | -) product)*
 * product factor ((* | / | //) factor)*         // rounds down
 * factor  - factor | power
 * power   atom ((^ | **) factor)?
 * atom    number | the variable | ( sum )
 * ```
 *
 * Throws a `FormulaError` for anything else.
 */
export function readFormula(formula: string, variable: string): Value {
  const tokens = tokensOf(formula);
  let position = 0;
  const fail = (rule: string): never => {
    throw new FormulaError(formula, rule);
  };
  /** Takes the next token if it is one of these. */
  const take = (...wanted: readonly string[]): string | undefined => {
    const token = tokens[position];
    if (token === undefined || !wanted.includes(token)) return undefined;
    position++;
    return token;
  };
  const chain = (part: () => Value, ...operators: readonly string[]): Value => {
    let left = part();
    for (let operator = take(...operators); operator !== undefined; operator = take(...operators)) {
      left = combined(operator, left, part());
    }
    return left;
  };
  const sum = (): Value => chain(product, '+', '-');
  const product = (): Value => chain(factor, '*', '/', '//');
  const factor = (): Value => {
    if (take('-') === undefined) return power();
    const negated = factor();
    return (x) => -negated(x);
  };
  const power = (): Value => {
    const base = atom();
    return take('^', '**') === undefined ? base : combined('^', base, factor());
  };
  const atom = (): Value => {
    if (take(variable) !== undefined) return (x) => x;
    if (take('(') !== undefined) {
      const inner = sum();
      if (take(')') === undefined) fail('a bracket is not closed.');
      return inner;
    }
    const token = tokens[position++] ?? fail('it ends too early.');
    const number = Number(token);
    if (!Number.isFinite(number)) fail(`'${token}' is neither a number nor ${variable}.`);
    return () => number;
  };
  const value = sum();
  if (position < tokens.length) fail(`'${tokens[position]}' is not expected.`);
  return value;
}

function tokensOf(formula: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const end = formula.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(formula);
    if (match === null) {
      throw new FormulaError(
        formula,
        `'${formula.slice(start).trim()}' begins with no number, name or operator.`,
      );
    }
    tokens.push(match[0].trim());
  }
  return tokens;
}

function combined(operator: string, a: Value, b: Value): Value {
  switch (operator) {
    case '+':
      return (x) => a(x) + b(x);
    case '-':
      return (x) => a(x) - b(x);
    case '*':
      return (x) => a(x) * b(x);
    case '/':
      return (x) => a(x) / b(x);
    case '//':
      return (x) => Math.floor(a(x) / b(x));
    default:
      return (x) => a(x) ** b(x);
  }
}
