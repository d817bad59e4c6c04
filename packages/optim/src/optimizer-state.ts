import type { Shape, Tensor } from '@tbptt/core';
import { FormatError } from '@tbptt/core';
import { describe, formatShape, isInRange, sameShape } from '@tbptt/core/operation';

/** What an optimizer carries from step to step, to be saved with the parameters. */
export interface OptimizerState {
  /** Number of steps made. */
  readonly steps: number;
  /**
   * Number of updates of every parameter, by its path in the model: `steps` less the steps in which the parameter took no part.
   */
  readonly updates: Readonly<Record<string, number>>;
  /** Every slot of every parameter, named after transform, slot and the path of the parameter: `adam.mean.layers.0.weight`. */
  readonly slots: Readonly<Record<string, Tensor>>;
}

const REMEDY =
  'Restore into an optimizer of the same model and the same chain of transforms as the one that gave the state.';

/** Throws an `FormatError` unless the state has exactly the expected slots, in their shapes, and a number of steps. */
export function requireFit(
  { steps, updates, slots }: OptimizerState,
  expected: readonly { readonly name: string; readonly shape: Shape }[],
  paths: readonly string[],
): void {
  if (!Number.isInteger(steps) || steps < 0) {
    throw new FormatError(
      'restore',
      `the number of steps is ${steps}; it must be a whole number of at least 0.`,
    );
  }
  if (typeof updates !== 'object' || updates === null) {
    throw new FormatError(
      'restore',
      `the updates of the state are ${describe(updates)}; they must be an object with the number of updates of every parameter. ${REMEDY}`,
    );
  }
  for (const path of paths) {
    const count = updates[path];
    if (count !== undefined && isInRange(count, { least: 0, most: steps, whole: true })) continue;
    throw new FormatError(
      'restore',
      `the number of updates of '${path}' is ${describe(count)}; it must be a whole number from 0 to the number of steps, ${steps}. ${REMEDY}`,
    );
  }
  for (const { name, shape } of expected) {
    const saved = slots[name];
    if (saved === undefined) {
      throw new FormatError(
        'restore',
        `the state has no slot '${name}', of shape ${formatShape(shape)}. ${REMEDY}`,
      );
    }
    if (!sameShape(saved.shape, shape)) {
      throw new FormatError(
        'restore',
        `the slot '${name}' is ${formatShape(saved.shape)} in the state, ${formatShape(shape)} here. ${REMEDY}`,
      );
    }
  }
  const names = new Set(expected.map(({ name }) => name));
  const unknown = Object.keys(slots).find((name) => !names.has(name));
  if (unknown !== undefined) {
    throw new FormatError(
      'restore',
      `the state has a slot '${unknown}', but the optimizer has none of that name. ${REMEDY}`,
    );
  }
}
