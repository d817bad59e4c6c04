import { add, differentiate, multiply, parametersOf, sum, type Tensor } from '@tbptt/core';
import { expectClose } from '@tbptt/core/testing';
import type { Run } from './cell-runs.js';
import type { Setting } from './cell-setting.js';

/** A number that depends on all that comes out of a run. */
export function lossOf({ states, weights }: Setting, { outputs, state }: Run): Tensor {
  const results = [outputs, ...states.map((name) => state[name] as Tensor)];
  return results
    .map((result, index) => sum(multiply(result, weights[index] as Tensor)))
    .reduce((total, term) => add(total, term));
}

/** Compares two ways to run a setting: outputs, final states, and the gradients of everything. */
export function expectSameRuns(
  setting: Setting,
  one: () => Run,
  other: () => Run,
  settingOfOne = setting,
): void {
  const expected = observe(setting, other);
  observe(settingOfOne, one).forEach(([what, actual], index) => {
    expectClose(actual, expected[index]?.[1] ?? [], { relative: 1e-4, absolute: 1e-5, name: what });
  });
}

/**
 * Outputs, final states and gradients by name. A parameter that takes no part counts as one whose
 * gradient is zero.
 */
function observe(setting: Setting, run: () => Run): (readonly [string, Float32Array])[] {
  const { outputs, state } = differentiate(setting, () => {
    const result = run();
    return { loss: lossOf(setting, result), outputs: result.outputs, state: result.state };
  });
  const gradients = [...parametersOf(setting)].map(
    ([path, { gradient, size }]) =>
      [`gradient of ${path}`, gradient?.toFloats() ?? new Float32Array(size)] as const,
  );
  const states = Object.entries(state).map(([name, tensor]) => [`state ${name}`, tensor.toFloats()] as const);
  return [['outputs', outputs.toFloats()] as const, ...states, ...gradients];
}
