import { type Expression, equation, operand } from '@tbptt/core/equation';
import { branchesOf } from '../branches.js';
import type { Chain } from '../chain.js';
import type { Transform } from '../transform.js';

/**
 * What a chain without norms makes of `start`, each transform evaluated by itself, element by
 * element, in double precision.
 */
export function applyOneByOne(
  chain: Chain,
  start: Float64Array,
  gradients: readonly Float64Array[],
): Float64Array {
  const transforms = branchesOf(chain, new Map()).stages.map(({ transform }) => transform);
  return start.map((p, i) => {
    const steps = transforms.map(stepsOf);
    return gradients.reduce(
      (parameter, gradient, step) =>
        parameter - steps.reduce((g, apply) => apply(g, parameter, step), gradient[i] as number),
      p,
    );
  });
}

/** Returns the updates of one transform on one element, with its slots. */
function stepsOf(transform: Transform): (gradient: number, parameter: number, step: number) => number {
  const { slots = {}, uniforms = {} } = transform;
  const updated = transform.update(operand('gradient'), {
    parameter: operand('parameter'),
    slots: symbolsOf(slots),
    uniforms: symbolsOf(uniforms),
    gradientNorm: operand('gradientNorm'),
    parameterNorm: operand('parameterNorm'),
  });
  const alone = equation(
    transform.name,
    { arrays: ['parameter', 'gradient', ...Object.keys(slots)], uniforms: Object.keys(uniforms) },
    () => ({ ...updated.slots, gradient: updated.gradient }),
  );
  let held: Record<string, number> = { ...slots };
  return (gradient, parameter, step) => {
    const context = { step, updates: step };
    const values = Object.entries(uniforms).map(([name, value]) => [name, value(context)] as const);
    const results = alone.evaluate({ ...held, ...Object.fromEntries(values), parameter, gradient });
    held = { ...held, ...results };
    return results['gradient'] ?? Number.NaN;
  };
}

function symbolsOf(declared: object): Record<string, Expression> {
  return Object.fromEntries(Object.keys(declared).map((name) => [name, operand(name)]));
}
