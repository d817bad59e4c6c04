import type { Plan } from '@tbptt/core/equation';
import type { Cell } from '../cells/declaration.js';
import { inputOperand, previousOperand, recurrentOperand, unitOperand } from '../cells/operand-names.js';

/**
 * An operand of a kernel: the product of a gate (of a split gate its input product or its recurrent
 * product), a state after the step or before it, a saved value, a unit weight, or the gradient of a
 * state or of a unit weight. The gradient of a product replaces the product.
 */
export interface OperandPlace {
  readonly kind:
    | 'gate'
    | 'split'
    | 'state'
    | 'previous'
    | 'saved'
    | 'unit'
    | 'dState'
    | 'dPrevious'
    | 'dUnit';
  /** Its number among the gates, split gates, states, saved values or unit weights. */
  readonly index: number;
}

/** The kernels of one step of a cell and what they keep for each other. */
export interface StepPlan {
  readonly kernels: Plan;
  /** The operand at each position of the list of values from which both kernels take their arguments. */
  readonly places: readonly OperandPlace[];
  /** For each saved value the number of the gate whose place it takes, or -1 if it needs its own buffer. */
  readonly savedPlaces: readonly number[];
}

const plans = new WeakMap<Cell, { readonly forward: StepPlan; readonly differentiated: StepPlan }>();

/**
 * Returns the plan of a cell. If it is `differentiated`, the forward kernel keeps what the backward
 * one reads.
 */
export function planOf(cell: Cell, differentiated: boolean): StepPlan {
  let both = plans.get(cell);
  if (both === undefined) {
    both = { forward: makePlan(cell, false), differentiated: makePlan(cell, true) };
    plans.set(cell, both);
  }
  return differentiated ? both.differentiated : both.forward;
}

function makePlan(cell: Cell, differentiated: boolean): StepPlan {
  const { equation, gates, splitGates, states } = cell;
  const products = [...gates.map(inputOperand), ...splitGates.map(recurrentOperand)];
  // Only some cells read the h before the step directly, besides the recurrent product. Its gradient adds to
  // other contributions in its buffer. Every other gradient has one source and is assigned.
  const carried = states.filter((state) => state !== 'h').map(previousOperand);
  const direct = readsDirectly(cell) ? [previousOperand('h')] : [];
  const units = cell.units.map(unitOperand);
  const kernels = equation.plan({
    kinds: Object.fromEntries(units.map((unit) => [unit, 'row'])),
    differentiate: differentiated ? [...products, ...carried, ...direct, ...units] : [],
    assign: [...products, ...carried],
  });
  const stillRead = new Set(kernels.backward.inputs.map(({ name }) => name));
  const free = gates.flatMap((gate, index) => (stillRead.has(inputOperand(gate)) ? [] : [index]));
  return {
    kernels,
    places: placesOf(cell, kernels.saved.length),
    savedPlaces: kernels.saved.map((_, index) => free[index] ?? -1),
  };
}

/**
 * The operands in the order of `Plan`: operands, results, saved values, gradients of results and of
 * operands.
 */
function placesOf({ gates, splitGates, states, units }: Cell, saved: number): readonly OperandPlace[] {
  const places = (kind: OperandPlace['kind'], count: number): readonly OperandPlace[] =>
    Array.from({ length: count }, (_, index) => ({ kind, index }));
  const products = [...places('gate', gates.length), ...places('split', splitGates.length)];
  return [
    ...products,
    ...places('previous', states.length),
    ...places('unit', units.length),
    ...places('state', states.length),
    ...places('saved', saved),
    ...places('dState', states.length),
    ...products,
    ...places('dPrevious', states.length),
    ...places('dUnit', units.length),
  ];
}

/**
 * Returns whether the equation of a cell reads the h before the step itself, besides the recurrent
 * product.
 */
export function readsDirectly({ equation }: Cell): boolean {
  const { forward } = equation.plan({ differentiate: [] });
  return forward.inputs.some(({ name }) => name === previousOperand('h'));
}
