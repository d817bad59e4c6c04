import type { Shape, Tensor } from '@tbptt/core';
import { FormatError } from '@tbptt/core';
import { formatShape, sameShape } from '@tbptt/core/operation';

/** What an optimizer carries from step to step: plain data, to be saved with the parameters. */
export interface OptimizerState {
  /** The number of updates made. */
  readonly steps: number;
  /** Every slot of every parameter, named after transform, slot and the path of the parameter: `adam.mean.layers.0.weight`. */
  readonly slots: Readonly<Record<string, Tensor>>;
}

const REMEDY =
  'Restore into an optimizer of the same model and the same chain of transforms as the one that gave the state.';

/** Throws an `FormatError` unless the state has exactly the expected slots, in their shapes, and a number of steps. */
export function requireFit(
  { steps, slots }: OptimizerState,
  expected: readonly { readonly name: string; readonly shape: Shape }[],
): void {
  if (!Number.isInteger(steps) || steps < 0) {
    throw new FormatError(
      'restore',
      `the number of steps is ${steps}; it must be a whole number of at least 0.`,
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
