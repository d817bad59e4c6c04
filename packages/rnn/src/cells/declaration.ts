import { ArgumentError } from '@tbptt/core';
import { type Equation, type Expression, equation } from '@tbptt/core/equation';
import { describe } from '@tbptt/core/operation';
import { inputOperand, previousOperand, recurrentOperand, unitOperand } from './operand-names.js';

/**
 * The way in which the products of a gate reach the equation. `sum`: the input product plus the
 * recurrent product. `split`: both, each by itself, for a gate that scales one of them, such as the
 * candidate of a GRU. `input`: the input product alone.
 */
export type GateKind = 'sum' | 'split' | 'input';

/** The products of a gate in the equation. */
export type GateOperand<K extends GateKind> = K extends 'split'
  ? { readonly input: Expression; readonly recurrent: Expression }
  : Expression;

/**
 * The gates of a cell in the order of their blocks of H columns in the weights: first those of kind
 * `sum`, then `split`, then `input`.
 */
export type Gates = Readonly<Record<string, GateKind>>;

/**
 * The declaration of a recurrent cell. With input weights `W`, recurrent weights `U` and biases `b`
 * and `b'`, the products are `x W + b` and `h U + b'`. The equation is everything between them and
 * the next state.
 */
export interface CellDeclaration<G extends Gates, S extends string, U extends string> {
  readonly name: string;
  readonly gates: G;
  /**
   * The names of the states. The first is `h`: it is the output and enters the recurrent product.
   */
  readonly states: readonly ['h', ...S[]];
  /** The names of weights with one number for each unit, [H], such as peepholes. Default: none. */
  readonly units?: readonly U[];
  /**
   * The PyTorch module of the same equation with the gates in the same order, such as `nn.LSTM`.
   * `toTorch` and `fromTorch` give the weights its names and layouts. Default: none.
   */
  readonly torch?: string;
  /** Returns the next states from the gates, the states before the step and the unit weights. */
  readonly equation: (
    gates: { readonly [K in keyof G]: GateOperand<G[K]> },
    states: Readonly<Record<S | 'h', Expression>>,
    units: Readonly<Record<U, Expression>>,
  ) => Record<S | 'h', Expression>;
}

/**
 * A cell with states S and unit weights U: a declaration as layers use it, with an equation over
 * flat operand names.
 */
export interface Cell<S extends string = string, U extends string = string> {
  readonly name: string;
  /** All gates, in the order of their columns. */
  readonly gates: readonly string[];
  /** The gates of kind `sum`, which come first. */
  readonly sumGates: readonly string[];
  /** The gates of kind `split`, which come next. */
  readonly splitGates: readonly string[];
  /** The names of the states; the first is `h`. */
  readonly states: readonly S[];
  /** The names of the unit weights. */
  readonly units: readonly U[];
  /** The PyTorch module of the same equation, if there is one. */
  readonly torch: string | undefined;
  /**
   * The equation. Its operands are `inputOperand(gate)`, `recurrentOperand(gate)` of split gates,
   * those of `operands`; its results are the states.
   */
  readonly equation: Equation;
  /** The operand of each state before the step, and of each unit weight. */
  readonly operands: {
    readonly previous: { readonly [Name in S]: string };
    readonly units: { readonly [Name in U]: string };
  };
}

/**
 * Makes a cell of a declaration. Layers of it are made by `RecurrentLayer`, whose states and unit
 * weights have the types of the cell.
 *
 * @throws ArgumentError if the gates are not in the order of their kinds, or a part of the
 * declaration is missing
 */
export function cell<const G extends Gates, S extends string = never, U extends string = never>(
  declaration: CellDeclaration<G, S, U>,
): Cell<S | 'h', U> {
  requireDeclaration(declaration);
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
  const operands = {
    previous: named<S | 'h', string>(states, previousOperand),
    units: named<U, string>(units, unitOperand),
  };
  const arrays = [
    ...gates.map(inputOperand),
    ...splitGates.map(recurrentOperand),
    ...states.map(previousOperand),
    ...units.map(unitOperand),
  ];
  const defined = equation(name, { arrays }, (all) => {
    const at = (key: string): Expression => all[key] as Expression;
    const gateOperands = Object.fromEntries(
      gates.map((gate) => {
        const input = at(inputOperand(gate));
        return [gate, kinds[gate] === 'split' ? { input, recurrent: at(recurrentOperand(gate)) } : input];
      }),
    );
    return declaration.equation(
      gateOperands as { readonly [K in keyof G]: GateOperand<G[K]> },
      named<S | 'h', Expression>(states, (state) => at(previousOperand(state))),
      named<U, Expression>(units, (unit) => at(unitOperand(unit))),
    );
  });
  const made = { name, gates, sumGates, splitGates, states, units, torch, equation: defined, operands };
  cells.add(made);
  return made;
}

/**
 * The cells that `cell` has returned. A window computes addresses from their fields, so no other
 * object is accepted.
 */
const cells = new WeakSet<object>();

/** Whether a value was returned by `cell`. */
export function isCell(value: unknown): value is Cell {
  return typeof value === 'object' && value !== null && cells.has(value);
}

function named<Name extends string, T>(
  names: readonly Name[],
  make: (name: Name) => T,
): { readonly [N in Name]: T } {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as { readonly [N in Name]: T };
}

const KINDS: ReadonlySet<unknown> = new Set<GateKind>(['sum', 'split', 'input']);

/** @throws ArgumentError if a part of the declaration is missing or wrong */
function requireDeclaration(declaration: unknown): void {
  const fault = faultOf(declaration);
  if (fault === undefined) return;
  const { name }: { readonly name?: unknown } = declaration ?? {};
  throw new ArgumentError(typeof name === 'string' ? name : 'cell', fault);
}

function faultOf(declaration: unknown): string | undefined {
  if (typeof declaration !== 'object' || declaration === null) {
    return `the declaration is ${describe(declaration)}; it must be { name, gates, states, equation }.`;
  }
  const given: Partial<Record<keyof CellDeclaration<Gates, string, string>, unknown>> = declaration;
  const { name, gates, states, units = [] } = given;
  if (typeof name !== 'string') return `the name is ${describe(name)}; it must be a string.`;
  if (typeof gates !== 'object' || gates === null || Array.isArray(gates)) {
    return `the gates are ${describe(gates)}; they must be an object such as { f: 'sum', n: 'split' }.`;
  }
  for (const [gate, kind] of Object.entries(gates)) {
    if (!KINDS.has(kind))
      return `the gate ${gate} is ${describe(kind)}; it must be 'sum', 'split' or 'input'.`;
  }
  if (!isNames(states) || states[0] !== 'h') {
    const shown = isNames(states) ? `[${states.join(', ')}]` : describe(states);
    return `the states are ${shown}; they must be an array of distinct names, of which the first is 'h'.`;
  }
  if (!isNames(units)) return `the units are ${describe(units)}; they must be an array of distinct names.`;
  if (typeof given.equation === 'function') return undefined;
  return `the equation is ${describe(given.equation)}; it must be a function of the gates, the states and the units.`;
}

function isNames(value: unknown): value is readonly string[] {
  if (!Array.isArray(value)) return false;
  return value.every((name) => typeof name === 'string') && new Set(value).size === value.length;
}
