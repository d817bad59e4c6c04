import { type Equation, type Expression, equation, type Primitive } from '@tbptt/core/equation';
import type { Cell } from '../cells/declaration.js';
import { inputOperand, recurrentOperand } from '../cells/operand-names.js';

/**
 * The function through which a gate reaches the equation of its cell; `none` if there is no such
 * function.
 */
export type Squashing = 'sigmoid' | 'tanh' | 'none';

/** The values of the gates of a cell as functions of the operands of its equation. */
export interface GateValues {
  /** Has a result for each gate. Its operands are those of the cell's equation that the gates read. */
  readonly equation: Equation;
  readonly squashing: Readonly<Record<string, Squashing>>;
}

const derived = new WeakMap<Cell, GateValues>();

/**
 * Derives the values of the gates from the equation of a cell. The value of a gate is the innermost
 * sigmoid or tanh that reads a product of the gate: `sigmoid(i)` of an LSTM, `tanh(n.input +
 * sigmoid(r) n.recurrent)` of a GRU. If there is none, it is the input product itself.
 */
export function gateValuesOf(cell: Cell): GateValues {
  const known = derived.get(cell);
  if (known !== undefined) return known;
  const { name, gates } = cell;
  const results = Object.values(cell.equation.results);
  const found = gates.map((gate) => {
    const products = new Set([inputOperand(gate), recurrentOperand(gate)]);
    for (const result of results) {
      const innermost = innermostOf(result, products);
      if (innermost.squashing !== undefined) return [gate, innermost.squashing] as const;
    }
    return [gate, undefined] as const;
  });
  const read = new Set(
    found.flatMap(([gate, squashing]) =>
      squashing === undefined ? [inputOperand(gate)] : operandsOf(squashing),
    ),
  );
  const arrays = cell.equation.arrays.filter((operand) => read.has(operand));
  const values = {
    equation: equation(`gates of ${name}`, { arrays }, (operands) =>
      Object.fromEntries(
        found.map(([gate, squashing]) => [gate, squashing ?? (operands[inputOperand(gate)] as Expression)]),
      ),
    ),
    squashing: Object.fromEntries(
      found.map(([gate, squashing]) => [gate, squashing === undefined ? 'none' : primitiveOf(squashing)]),
    ),
  };
  derived.set(cell, values);
  return values;
}

/** Whether an expression reads one of the operands, and the innermost squashing function that does. */
function innermostOf(
  expression: Expression,
  operands: ReadonlySet<string>,
): { readonly reads: boolean; readonly squashing?: Expression } {
  if (expression.kind === 'operand') return { reads: operands.has(expression.name) };
  if (expression.kind === 'constant') return { reads: false };
  let reads = false;
  for (const argument of expression.arguments) {
    const inner = innermostOf(argument, operands);
    if (inner.squashing !== undefined) return inner;
    reads ||= inner.reads;
  }
  return reads && isSquashing(expression.primitive) ? { reads, squashing: expression } : { reads };
}

function operandsOf(expression: Expression): readonly string[] {
  if (expression.kind === 'operand') return [expression.name];
  return expression.kind === 'constant' ? [] : expression.arguments.flatMap(operandsOf);
}

function isSquashing(primitive: Primitive): primitive is 'sigmoid' | 'tanh' {
  return primitive === 'sigmoid' || primitive === 'tanh';
}

function primitiveOf(expression: Expression): Squashing {
  return expression.kind === 'call' && isSquashing(expression.primitive) ? expression.primitive : 'none';
}
