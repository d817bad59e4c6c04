import { gradientName, type Plan } from '@tbptt/core/equation';
import {
  type Cell,
  inputOperand,
  previousOperand,
  recurrentOperand,
  unitOperand,
} from '../cells/declaration.js';

/** The kernels of one step of a cell and what they keep for each other. */
export interface StepPlan {
  readonly kernels: Plan;
  /** For each saved value the number of the gate whose place it takes, or -1 where it needs a buffer of its own. */
  readonly savedPlaces: readonly number[];
}

const plans = new WeakMap<Cell, { readonly forward: StepPlan; readonly differentiated: StepPlan }>();

/** The plan of a cell: `differentiated` keeps what the backward pass needs. */
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
  // h reaches the step before through the recurrent product, and directly only in some cells; its gradient meets others' contributions in
  // its buffer. Everything else has one source and is assigned.
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
  return { kernels, savedPlaces: kernels.saved.map((_, index) => free[index] ?? -1) };
}

/** Whether the equation of a cell reads the h before the step itself, not only through the recurrent product. */
export function readsDirectly({ equation }: Cell): boolean {
  const { forward } = equation.plan({ differentiate: [] });
  return forward.inputs.some(({ name }) => name === previousOperand('h'));
}

/** The name under which the backward kernel writes the gradient of a gate's product. */
export const gateGradient = (gate: string): string => gradientName(inputOperand(gate));

/** The name under which the backward kernel writes the gradient of a split gate's recurrent product. */
export const recurrentGradient = (gate: string): string => gradientName(recurrentOperand(gate));
