import { FormatError, Tensor, tensor } from '@tbptt/core';
import { COUNT, describe, formatShape, isInRange, numbersOf, sameShape, sizeOf } from '@tbptt/core/operation';
import type { PlacedSlot } from './placed-parameter.js';

/**
 * The state of an optimizer between steps, to be saved with the parameters. The counts are plain
 * numbers. The slots are tensors: save them with `encodeSafetensors(slots)`, or the whole state
 * with `JSON.stringify`, which `restore` reads too.
 */
export interface OptimizerState {
  /** Number of steps made. */
  readonly steps: number;
  /**
   * Number of updates of every parameter, by its path in the model: `steps` less the steps in which
   * the parameter took no part.
   */
  readonly updates: Readonly<Record<string, number>>;
  /**
   * Every slot of every parameter, by transform, slot and path of the parameter, such as
   * `adam.firstMoment.layers.0.weight`.
   */
  readonly slots: Readonly<Record<string, Tensor>>;
}

const REMEDY =
  'Restore into an optimizer of the same model and the same chain of transforms as the one that gave the state.';

/**
 * Checks a state, which may come from a file, against the slots and parameters of an optimizer.
 * Returns the tensors of the slots by name.
 *
 * @throws FormatError unless the state has valid counts, and exactly the expected slots with valid
 * numbers in the expected shapes.
 * @throws LifetimeError if a tensor was computed in a step that has ended.
 */
export function requireFit(
  state: OptimizerState,
  expected: readonly PlacedSlot[],
  paths: readonly string[],
): ReadonlyMap<string, Tensor> {
  if (!isObject(state)) throw unfit(`the state is ${describe(state)}; it must be what state() returned.`);
  const { steps } = state;
  if (!isInRange(steps, COUNT)) {
    throw unfit(`the number of steps is ${describe(steps)}; it must be a whole number of at least 0.`);
  }
  requireUpdates(state, paths);
  const { slots } = state;
  if (!isObject(slots)) {
    throw unfit(
      `the slots of the state are ${describe(slots)}; they must be an object of tensors. ${REMEDY}`,
    );
  }
  const found = new Map<string, Tensor>();
  for (const slot of expected) {
    if (!Object.hasOwn(slots, slot.name)) {
      throw unfit(`the state has no slot '${slot.name}', of shape ${formatShape(slot.shape)}. ${REMEDY}`);
    }
    found.set(slot.name, requireSlot(slot, slots[slot.name]));
  }
  const unknown = Object.keys(slots).find((name) => !found.has(name));
  if (unknown !== undefined) {
    throw unfit(`the state has a slot '${unknown}', but the optimizer has none of that name. ${REMEDY}`);
  }
  return found;
}

/** Checks the number of updates of every parameter. */
function requireUpdates({ steps, updates }: OptimizerState, paths: readonly string[]): void {
  if (!isObject(updates)) {
    throw unfit(
      `the updates of the state are ${describe(updates)}; they must be an object with the number of updates of every parameter. ${REMEDY}`,
    );
  }
  for (const path of paths) {
    const count = Object.hasOwn(updates, path) ? updates[path] : undefined;
    if (isInRange(count, { ...COUNT, most: steps })) continue;
    throw unfit(
      `the number of updates of '${path}' is ${describe(count)}; it must be a whole number from 0 to the number of steps, ${steps}. ${REMEDY}`,
    );
  }
  const unknown = Object.keys(updates).find((path) => !paths.includes(path));
  if (unknown === undefined) return;
  throw unfit(`the state has updates of '${unknown}', but the optimizer has no such parameter. ${REMEDY}`);
}

/** Checks the numbers of a slot. */
function requireSlot({ name, shape, notNegative }: PlacedSlot, saved: unknown): Tensor {
  const found = tensorOfSlot(name, saved);
  if (!sameShape(found.shape, shape)) {
    throw unfit(
      `the slot '${name}' is ${formatShape(found.shape)} in the state, ${formatShape(shape)} here. ${REMEDY}`,
    );
  }
  const numbers = numbersOf(found);
  const wrong = numbers.findIndex((x) => Number.isNaN(x) || (notNegative && x < 0));
  if (wrong < 0) return found;
  throw unfit(
    `element ${wrong} of the slot '${name}' is ${numbers[wrong]}; it must be a number${notNegative ? ' of at least 0' : ''}.`,
  );
}

/** Returns the tensor of a slot, which may be a tensor or what `JSON.stringify` wrote. */
function tensorOfSlot(name: string, saved: unknown): Tensor {
  if (saved instanceof Tensor) return saved;
  if (isObject(saved)) {
    const { shape, numbers } = saved as { readonly shape?: unknown; readonly numbers?: unknown };
    if (
      isListOf(shape, (length) => isInRange(length, COUNT)) &&
      isListOf(numbers, (x) => typeof x === 'number')
    ) {
      if (numbers.length === sizeOf(shape)) return tensor(shape, Float64Array.from(numbers));
    }
  }
  throw unfit(
    `the slot '${name}' is ${describe(saved)}, not a tensor. Tensors survive encodeSafetensors and JSON.stringify (unless they have NaN or ` +
      'infinities), but not structuredClone or postMessage.',
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, isElement: (element: unknown) => boolean): value is readonly number[] {
  return Array.isArray(value) && value.every(isElement);
}

function unfit(rule: string): FormatError {
  return new FormatError('restore', rule);
}
