import { add, differentiate, multiply, sum, type Tensor } from '@tbptt/core';

/** A result, and the gradient that comes back to it. */
export interface Result {
  readonly y: Tensor;
  readonly dy: Tensor;
}

/**
 * Runs `compute` as a step and leaves in every parameter of `model` the gradient of `Σ sum(y dy)` over the results, which is how fixtures
 * record gradients. Returns every `y`.
 */
export function pullBack(model: object, compute: () => readonly Result[]): readonly Tensor[] {
  const { ys } = differentiate(model, () => {
    const results = compute();
    const loss = results.map(({ y, dy }) => sum(multiply(y, dy))).reduce((total, term) => add(total, term));
    return { loss, ys: results.map(({ y }) => y) };
  });
  return ys;
}
