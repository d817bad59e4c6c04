import { ArgumentError } from '@tbptt/core';
import { add, mul } from '@tbptt/core/equation';
import { requireRange } from '@tbptt/core/operation';
import { optionsOf, requireFlag } from '../options.js';
import { type Scheduled, scheduleOf } from '../schedules/schedule.js';
import { type Transform, transform } from '../transform.js';

/** Options of `momentum`. */
export interface MomentumOptions {
  /**
   * `1 - dampening` is the share of the gradient that is added to the velocity, except in the first
   * update. Default: 0.
   */
  readonly dampening?: number;
  /**
   * Whether to give `g + coefficient * v` instead of `v`, which looks a step ahead (Sutskever et
   * al. 2013). Default: false.
   */
  readonly nesterov?: boolean;
}

/**
 * Replaces the gradient by a velocity: `v = coefficient * v + (1 - dampening) g`, with `v = g` in
 * the first update of a parameter (Polyak 1964). As in PyTorch the learning rate comes after it, so
 * a change of the learning rate acts at once. The coefficient is a number or a schedule.
 *
 * @throws ArgumentError unless the coefficient is at least 0 and the dampening from 0 to 1, and if
 * Nesterov's form has a coefficient of 0 or a dampening.
 */
export function momentum(coefficient: Scheduled, options?: MomentumOptions): Transform {
  const { dampening = 0, nesterov = false } = optionsOf('momentum', options, {
    dampening: true,
    nesterov: true,
  });
  const kept = scheduleOf('momentum', coefficient, { option: 'the coefficient', least: 0 });
  requireRange('momentum', 'dampening', dampening, { least: 0, most: 1 });
  requireFlag('momentum', 'nesterov', nesterov);
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
