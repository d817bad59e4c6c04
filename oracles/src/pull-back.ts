import { differentiate, type Tensor } from '@tbptt/core';
import { type SeededResult, seedGradients } from '@tbptt/core/testing';

/** A result, and the gradient that comes back to it. */
export type Result = SeededResult;

/**
 * Runs `compute` as a step and leaves in every parameter of `model` the gradient of `Σ sum(y dy)` over the results, which is how fixtures
 * record gradients. Returns every `y`; they may be infinite.
 */
export function pullBack(model: object, compute: () => readonly Result[]): readonly Tensor[] {
  const { ys } = differentiate(model, () => {
    const results = compute();
    return { loss: seedGradients(results), ys: results.map(({ y }) => y) };
  });
  return ys;
}
