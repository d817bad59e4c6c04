import { ArgumentError } from '@tbptt/core';
import { type Equation, type Expression, equation } from '@tbptt/core/equation';

/**
 * How the products of a gate reach the equation: `sum`, the input product plus the recurrent product, or `split`, each by itself
 * (for a gate that scales one of them, as the candidate of a GRU does).
 */
export type GateKind = 'sum' | 'split';

/** What the equation sees of a gate. */
export type GateOperand<K extends GateKind> = K extends 'sum'
  ? Expression
  : { readonly input: Expression; readonly recurrent: Expression };

/** The gates of a cell in the order in which their blocks of H columns stand in the weights; `sum` gates come first. */
export type Gates = Readonly<Record<string, GateKind>>;

/**
 * A recurrent cell, said once. With `W` the input weights, `U` the recurrent weights, `b` and `b'` the two biases, the products are `x W + b` and
 * `h U + b'`; the equation is everything between them and the next state.
 */
export interface CellDeclaration<G extends Gates, S extends string> {
  readonly name: string;
  readonly gates: G;
  /** The states, the first of which is the output and enters the recurrent product. */
  readonly states: readonly ['h', ...S[]];
  /** The next states from the gates and the states before the step. */
  readonly equation: (
    gates: { readonly [K in keyof G]: GateOperand<G[K]> },
    states: Readonly<Record<S | 'h', Expression>>,
  ) => Record<S | 'h', Expression>;
}

/** A declaration made ready for use: the equation over flat operand names. */
export interface Cell {
  readonly name: string;
  /** The names of the gates whose products are summed, then of those that are split. */
  readonly sumGates: readonly string[];
  readonly splitGates: readonly string[];
  /** The names of the states; the first is `h`. */
  readonly states: readonly string[];
  /** Operands: `inputOperand(gate)`, `recurrentOperand(gate)` of split gates, `previousOperand(state)`; results: the states. */
  readonly equation: Equation;
}

/** The operand of a gate's sum, or of its input product if it is split. */
export function inputOperand(gate: string): string {
  return `${gate}.input`;
}

/** The operand of a split gate's recurrent product. */
export function recurrentOperand(gate: string): string {
  return `${gate}.recurrent`;
}

/** The operand of a state before the step. */
export function previousOperand(state: string): string {
  return `${state}.previous`;
}

/** Makes a declaration ready for use. */
export function cell<const G extends Gates, S extends string = never>(
  declaration: CellDeclaration<G, S>,
): Cell {
  const { name, gates, states } = declaration;
  const names = Object.keys(gates);
  const sumGates = names.filter((gate) => gates[gate] === 'sum');
  const splitGates = names.filter((gate) => gates[gate] === 'split');
  if ([...sumGates, ...splitGates].some((gate, index) => gate !== names[index])) {
    throw new ArgumentError(
      name,
      `the gates are declared as ${names.join(', ')}; gates of kind 'sum' must come first.`,
    );
  }
  const arrays = [
    ...names.map(inputOperand),
    ...splitGates.map(recurrentOperand),
    ...states.map(previousOperand),
  ];
  const defined = equation(name, { arrays }, (operands) => {
    const at = (key: string): Expression => operands[key] as Expression;
    const gateOperands = Object.fromEntries(
      names.map((gate) => [
        gate,
        gates[gate] === 'sum'
          ? at(inputOperand(gate))
          : { input: at(inputOperand(gate)), recurrent: at(recurrentOperand(gate)) },
      ]),
    );
    const stateOperands = Object.fromEntries(states.map((state) => [state, at(previousOperand(state))]));
    return declaration.equation(
      gateOperands as { readonly [K in keyof G]: GateOperand<G[K]> },
      stateOperands as Record<S | 'h', Expression>,
    );
  });
  return { name, sumGates, splitGates, states, equation: defined };
}
