import { gradientName, type Plan } from '@tbptt/core/equation';
import { type PointwiseProgram, slotsOf } from '@tbptt/core/operation';
import {
  type Cell,
  inputOperand,
  previousOperand,
  recurrentOperand,
  unitOperand,
} from '../cells/declaration.js';

/**
 * What an operand of a kernel is: the product of a gate (of a split gate: its input or its recurrent product), a state after the step or
 * before it, a saved value, a unit weight; or the gradient of a state or of a unit weight. Those of products lie where the products lay.
 */
export interface Place {
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
  /** What stands at each slot of the forward and of the backward kernel's argument block. */
  readonly places: { readonly forward: readonly Place[]; readonly backward: readonly Place[] };
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
  const named = placesByName(cell, kernels.saved);
  return {
    kernels,
    places: { forward: placesIn(kernels.forward, named), backward: placesIn(kernels.backward, named) },
    savedPlaces: kernels.saved.map((_, index) => free[index] ?? -1),
  };
}

function placesIn(program: PointwiseProgram, named: ReadonlyMap<string, Place>): readonly Place[] {
  return slotsOf(program).map(({ name }) => {
    const place = named.get(name);
    if (place !== undefined) return place;
    throw new RangeError(`window: the kernel ${program.name} reads '${name}', which has no place.`);
  });
}

function placesByName(cell: Cell, saved: readonly string[]): ReadonlyMap<string, Place> {
  const named = new Map<string, Place>();
  const add = (kind: Place['kind'], names: readonly string[]) => {
    names.forEach((name, index) => named.set(name, { kind, index }));
  };
  const { gates, splitGates, states, units } = cell;
  const [before, ofUnits] = [states.map(previousOperand), units.map(unitOperand)];
  add('gate', gates.map(inputOperand));
  add('gate', gates.map(inputOperand).map(gradientName));
  add('split', splitGates.map(recurrentOperand));
  add('split', splitGates.map(recurrentOperand).map(gradientName));
  add('state', states);
  add('previous', before);
  add('dState', states.map(gradientName));
  add('dPrevious', before.map(gradientName));
  add('unit', ofUnits);
  add('dUnit', ofUnits.map(gradientName));
  add('saved', saved);
  return named;
}

/** Whether the equation of a cell reads the h before the step itself, not only through the recurrent product. */
export function readsDirectly({ equation }: Cell): boolean {
  const { forward } = equation.plan({ differentiate: [] });
  return forward.inputs.some(({ name }) => name === previousOperand('h'));
}
