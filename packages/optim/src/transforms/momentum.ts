import { ArgumentError } from '@tbptt/core';
import { add, mul } from '@tbptt/core/equation';
import { requireRange } from '@tbptt/core/operation';
import { type Scheduled, scheduleOf } from '../schedules/schedule.js';
import { type Transform, transform } from '../transform.js';

/** Options of `momentum`. */
export interface MomentumOptions {
  /** How much less of the gradient enters the velocity: `1 - dampening` of it, but all of it at the first step. Default 0. */
  readonly dampening?: number;
  /** Whether to look ahead: gives `g + coefficient * v` instead of `v` (Sutskever et al. 2013). Default false. */
  readonly nesterov?: boolean;
}

/**
 * Follows a velocity instead of the gradient: `v = coefficient * v + (1 - dampening) g`, with `v = g` at the first step
 * (Polyak 1964), as PyTorch has it: the learning rate comes after, so a change of it acts at once. The coefficient is a number or a
 * schedule.
 *
 * Throws `ArgumentError` unless the coefficient is at least 0, the dampening from 0 to 1, and Nesterov's form has a coefficient
 * above 0 and no dampening.
 */
export function momentum(
  coefficient: Scheduled,
  { dampening = 0, nesterov = false }: MomentumOptions = {},
): Transform {
  const kept = scheduleOf('momentum', coefficient, { option: 'the coefficient', least: 0 });
  requireRange('momentum', 'dampening', dampening, { least: 0, most: 1 });
  if (nesterov && (coefficient === 0 || dampening !== 0)) {
    throw new ArgumentError(
      'momentum',
      `nesterov is set, ${coefficient === 0 ? 'the coefficient is 0 and ' : ''}dampening is ${dampening}; ` +
        "Nesterov's momentum needs a coefficient greater than 0 and no dampening.",
    );
  }
  return transform({
    name: 'momentum',
    slots: { velocity: 0 },
    uniforms: {
      kept: ({ step }) => kept(step),
      share: ({ updates }) => (updates === 0 ? 1 : 1 - dampening),
    },
    update(gradient, { slots, uniforms }) {
      const share = dampening === 0 ? 1 : uniforms.share;
      const velocity = add(mul(uniforms.kept, slots.velocity), mul(share, gradient));
      return {
        gradient: nesterov ? add(gradient, mul(uniforms.kept, velocity)) : velocity,
        slots: { velocity },
      };
    },
  });
}
