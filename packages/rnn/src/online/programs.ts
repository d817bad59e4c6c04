/** The pointwise programs of learning forward in time. */
import { abs, add, type Expression, less, mul, operand, select } from '@tbptt/core/equation';
import type { OperandKind, PointwiseProgram, ProgramInput } from '@tbptt/core/operation';

/** The smallest normal number of single precision. */
const SMALLEST = 2 ** -126;

/** `x`, or 0 if it is subnormal: processors are slow with subnormal numbers, to which a trace may decay. */
export function flushed(x: Expression): Expression {
  return select(less(abs(x), SMALLEST), 0, x);
}

/** The sum of expressions, of which there is at least one. */
export function sumOf(terms: readonly Expression[]): Expression {
  return terms.reduce((sum, term) => add(sum, term));
}

/** Inputs of a kind. */
export function inputs(kind: OperandKind, ...names: readonly string[]): ProgramInput[] {
  return names.map((name) => ({ name, kind }));
}

/** A program with one full output `y`. */
function program(
  name: string,
  all: readonly ProgramInput[],
  value: Expression,
  mode: 'assign' | 'accumulate' = 'assign',
): PointwiseProgram {
  return { name, inputs: all, outputs: [{ name: 'y', kind: 'full', mode, value }] };
}

/** `y += d z`, d a column and z a row: an outer product. */
export const addOuter = program(
  'add an outer product',
  [...inputs('column', 'd'), ...inputs('row', 'z')],
  mul(operand('d'), operand('z')),
  'accumulate',
);

/** `y = d z`, d a column and z a row. */
export const outer = program(
  'outer product',
  [...inputs('column', 'd'), ...inputs('row', 'z')],
  mul(operand('d'), operand('z')),
);

/** `y = d x`, d a column. */
export const scaledRows = program(
  'scaled rows',
  [...inputs('column', 'd'), ...inputs('full', 'x')],
  mul(operand('d'), operand('x')),
);

/** `y += x`. */
export const addTo = program('add to', inputs('full', 'x'), operand('x'), 'accumulate');

/** `y = x`. */
export const copied = program('copy', inputs('full', 'x'), operand('x'));

/** `y = x`, without subnormal numbers. */
export const copyFlushed = program(
  'copy without subnormal numbers',
  inputs('full', 'x'),
  flushed(operand('x')),
);

/** `y += d x`, d a row. */
export const addScaledColumns = program(
  'add scaled columns',
  [...inputs('row', 'd'), ...inputs('full', 'x')],
  mul(operand('d'), operand('x')),
  'accumulate',
);

/** `y += d x`, d a column. */
export const addScaledRows = program(
  'add scaled rows',
  [...inputs('column', 'd'), ...inputs('full', 'x')],
  mul(operand('d'), operand('x')),
  'accumulate',
);

/** `y = x m`, all full. */
export const multiplied = program('multiply', inputs('full', 'x', 'm'), mul(operand('x'), operand('m')));

/** `y = Σ d·i x·i` over the named terms, d·i of a kind and x·i full; undefined if there are none. */
export function weightedSum(
  name: string,
  kind: OperandKind,
  terms: readonly string[],
): PointwiseProgram | undefined {
  if (terms.length === 0) return undefined;
  return program(
    name,
    [
      ...inputs(kind, ...terms.map((term) => `d${term}`)),
      ...inputs('full', ...terms.map((term) => `x${term}`)),
    ],
    sumOf(terms.map((term) => mul(operand(`d${term}`), operand(`x${term}`)))),
  );
}

/** `y = a x + b z`, a and b uniforms. */
export const mixed = program(
  'mix',
  [...inputs('uniform', 'a', 'b'), ...inputs('full', 'x', 'z')],
  flushed(add(mul(operand('a'), operand('x')), mul(operand('b'), operand('z')))),
);

/** `y = (Σ v·i d·i) z` over the named terms: v·i and d·i rows, z a column. */
export function outerOfSum(terms: readonly string[]): PointwiseProgram {
  const sum = sumOf(terms.map((term) => mul(operand(`v${term}`), operand(`d${term}`))));
  return program(
    'outer product of a sum',
    [...terms.flatMap((term) => inputs('row', `v${term}`, `d${term}`)), ...inputs('column', 'z')],
    mul(sum, operand('z')),
  );
}
