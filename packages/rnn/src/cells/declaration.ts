import { ArgumentError } from '@tbptt/core';
import { type Equation, type Expression, equation } from '@tbptt/core/equation';

/**
 * How the products of a gate reach the equation: `sum`, the input product plus the recurrent product; `split`, each by itself (for
 * a gate that scales one of them, as the candidate of a GRU does); or `input`, the input product alone.
 */
export type GateKind = 'sum' | 'split' | 'input';

/** What the equation sees of a gate. */
export type GateOperand<K extends GateKind> = K extends 'split'
  ? { readonly input: Expression; readonly recurrent: Expression }
  : Expression;

/**
 * The gates of a cell in the order in which their blocks of H columns stand in the weights: those of kind `sum` first, then `split`, then
 * `input`.
 */
export type Gates = Readonly<Record<string, GateKind>>;

/**
 * A recurrent cell, said once. With `W` the input weights, `U` the recurrent weights, `b` and `b'` the two biases, the products are `x W + b` and
 * `h U + b'`; the equation is everything between them and the next state.
 */
export interface CellDeclaration<G extends Gates, S extends string, U extends string> {
  readonly name: string;
  readonly gates: G;
  /** The states, the first of which is the output and enters the recurrent product. */
  readonly states: readonly ['h', ...S[]];
  /** Weights with one number for each unit, [H], such as peepholes. */
  readonly units?: readonly U[];
  /**
   * The PyTorch module of the same equation with the gates in the same order, such as `nn.LSTM`: `toTorch` and `fromTorch` give the weights its names and
   * layouts. None if not given.
   */
  readonly torch?: string;
  /** The next states from the gates, the states before the step and the unit weights. */
  readonly equation: (
    gates: { readonly [K in keyof G]: GateOperand<G[K]> },
    states: Readonly<Record<S | 'h', Expression>>,
    units: Readonly<Record<U, Expression>>,
  ) => Record<S | 'h', Expression>;
}

/** A declaration made ready for use: the equation over flat operand names. */
export interface Cell {
  readonly name: string;
  /** All gates, in the order of their columns. */
  readonly gates: readonly string[];
  /** Those whose products are summed: the first ones. */
  readonly sumGates: readonly string[];
  /** Those whose products are split: the next ones. */
  readonly splitGates: readonly string[];
  /** The names of the states; the first is `h`. */
  readonly states: readonly string[];
  /** The names of the unit weights. */
  readonly units: readonly string[];
  /** The PyTorch module of the same equation, if there is one. */
  readonly torch: string | undefined;
  /**
   * Operands: `inputOperand(gate)`, `recurrentOperand(gate)` of split gates, `previousOperand(state)`, `unitOperand(name)`; results: the
   * states.
   */
  readonly equation: Equation;
}

/** The operand of a gate's sum, or of its input product. */
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

/** The operand of a unit weight. */
export function unitOperand(name: string): string {
  return `${name}.unit`;
}

/** Makes a declaration ready for use. */
export function cell<const G extends Gates, S extends string = never, U extends string = never>(
  declaration: CellDeclaration<G, S, U>,
): Cell {
  const { name, gates: kinds, states, units = [], torch } = declaration;
  const gates = Object.keys(kinds);
  const ofKind = (kind: GateKind): string[] => gates.filter((gate) => kinds[gate] === kind);
  const [sumGates, splitGates] = [ofKind('sum'), ofKind('split')];
  if ([...sumGates, ...splitGates, ...ofKind('input')].some((gate, index) => gate !== gates[index])) {
    throw new ArgumentError(
      name,
      `the gates are declared as ${gates.join(', ')}; those of kind 'sum' must come first, then 'split', then 'input'.`,
    );
  }
  const arrays = [
    ...gates.map(inputOperand),
    ...splitGates.map(recurrentOperand),
    ...states.map(previousOperand),
    ...units.map(unitOperand),
  ];
  const defined = equation(name, { arrays }, (operands) => {
    const at = (key: string): Expression => operands[key] as Expression;
    const gateOperands = Object.fromEntries(
      gates.map((gate) => {
        const input = at(inputOperand(gate));
        return [gate, kinds[gate] === 'split' ? { input, recurrent: at(recurrentOperand(gate)) } : input];
      }),
    );
    return declaration.equation(
      gateOperands as { readonly [K in keyof G]: GateOperand<G[K]> },
      Object.fromEntries(states.map((state) => [state, at(previousOperand(state))])) as Record<
        S | 'h',
        Expression
      >,
      Object.fromEntries(units.map((unit) => [unit, at(unitOperand(unit))])) as Record<U, Expression>,
    );
  });
  return { name, gates, sumGates, splitGates, states, units, torch, equation: defined };
}
