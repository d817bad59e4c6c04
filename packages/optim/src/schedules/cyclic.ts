import { NOT_NEGATIVE, SIZE } from '@tbptt/core/operation';
import { optionsOf, requireChoice, requireNumber } from '../options.js';
import { type CycledSchedule, cycledSchedule } from './cycled-schedule.js';

/** Options of `cyclic`. */
export interface CyclicOptions {
  /** Number of steps from `base` to `peak`. Default: 2000. */
  readonly stepSizeUp?: number;
  /** Number of steps from `peak` to `base`. Default: `stepSizeUp`. */
  readonly stepSizeDown?: number;
  /**
   * How the height of the cycles changes: not at all, by half in each cycle, or by `factor` in each
   * step. Default: `triangular`.
   */
  readonly mode?: 'triangular' | 'triangular2' | 'exp_range';
  /** The factor of the height in each step in the mode `exp_range`. Default: 1. */
  readonly factor?: number;
  /** The momentum at the peak of full height. Default: 0.8. */
  readonly baseMomentum?: number;
  /** The momentum at `base`. Default: 0.9. */
  readonly maxMomentum?: number;
}

/**
 * A learning rate that rises and falls between `base` and `peak` in straight lines (Smith 2017,
 * arXiv:1506.01186): PyTorch's `CyclicLR`. With the share `x` of the way to the peak, which is 0 at
 * the start of every cycle,
 *
 * ```
 * learning rate   base + (peak - base) * x * scale
 * momentum        maxMomentum - (maxMomentum - baseMomentum) * x * scale
 * scale           triangular 1,  triangular2 2 ^ -cycle (the first cycle is 0),  exp_range factor ^ step
 * ```
 *
 * The momentum is the field `momentum` of the schedule.
 *
 * @throws ArgumentError unless `base`, `peak`, `factor` and the momenta are at least 0, the step
 * sizes whole numbers of at least 1, and the mode is known.
 */
export function cyclic(base: number, peak: number, options?: CyclicOptions): CycledSchedule {
  const {
    stepSizeUp = 2000,
    stepSizeDown = stepSizeUp,
    mode = 'triangular',
    factor = 1,
    baseMomentum = 0.8,
    maxMomentum = 0.9,
  } = optionsOf('cyclic', options, {
    stepSizeUp: true,
    stepSizeDown: true,
    mode: true,
    factor: true,
    baseMomentum: true,
    maxMomentum: true,
  });
  requireNumber('cyclic', 'base', base, NOT_NEGATIVE);
  requireNumber('cyclic', 'peak', peak, NOT_NEGATIVE);
  requireNumber('cyclic', 'stepSizeUp', stepSizeUp, SIZE);
  requireNumber('cyclic', 'stepSizeDown', stepSizeDown, SIZE);
  requireChoice('cyclic', 'mode', mode, ['triangular', 'triangular2', 'exp_range']);
  requireNumber('cyclic', 'factor', factor, NOT_NEGATIVE);
  requireNumber('cyclic', 'baseMomentum', baseMomentum, NOT_NEGATIVE);
  requireNumber('cyclic', 'maxMomentum', maxMomentum, NOT_NEGATIVE);
  const length = stepSizeUp + stepSizeDown;
  const height = (step: number): number => {
    const cycle = Math.floor(step / length);
    const k = step - cycle * length;
    const x = k <= stepSizeUp ? k / stepSizeUp : (length - k) / stepSizeDown;
    if (mode === 'triangular') return x;
    return x * (mode === 'triangular2' ? 2 ** -cycle : factor ** step);
  };
  return cycledSchedule(
    (step) => base + (peak - base) * height(step),
    (step) => maxMomentum - (maxMomentum - baseMomentum) * height(step),
  );
}
