import { requireRange } from '@tbptt/core/operation';
import { type CycledSchedule, cycledSchedule } from './cycled-schedule.js';

/** Options of `cyclic`. */
export interface CyclicOptions {
  /** The steps from `base` to `peak`. Default 2000. */
  readonly stepSizeUp?: number;
  /** The steps from `peak` to `base`. Default: as many as up. */
  readonly stepSizeDown?: number;
  /** How the cycles differ: not at all, each half as high as the one before, or falling by `factor` at every step. Default `triangular`. */
  readonly mode?: 'triangular' | 'triangular2' | 'exp_range';
  /** What the height is multiplied by at every step with `exp_range`. Default 1. */
  readonly factor?: number;
  /** The momentum at a full peak. Default 0.8. */
  readonly baseMomentum?: number;
  /** The momentum at `base`. Default 0.9. */
  readonly maxMomentum?: number;
}

/**
 * A learning rate that goes up and down between `base` and `peak` in straight lines (Smith 2017, arXiv:1506.01186): PyTorch's `CyclicLR`. With the share
 * `x` of the way to the peak, 0 at the start of every cycle,
 *
 * ```
 * learning rate   base + (peak - base) * x * scale
 * momentum        maxMomentum - (maxMomentum - baseMomentum) * x * scale
 * scale           triangular 1,  triangular2 2 ^ -cycle (the first cycle is 0),  exp_range factor ^ step
 * ```
 *
 * The momentum is the `momentum` of the schedule.
 *
 * Throws `ArgumentError` unless `base`, `peak`, `factor` and the momenta are at least 0 and the step sizes whole numbers of at least 1.
 */
export function cyclic(base: number, peak: number, options: CyclicOptions = {}): CycledSchedule {
  const { stepSizeUp = 2000, stepSizeDown = stepSizeUp, mode = 'triangular', factor = 1 } = options;
  const { baseMomentum = 0.8, maxMomentum = 0.9 } = options;
  requireRange('cyclic', 'base', base, { least: 0 });
  requireRange('cyclic', 'peak', peak, { least: 0 });
  requireRange('cyclic', 'stepSizeUp', stepSizeUp, { least: 1, whole: true });
  requireRange('cyclic', 'stepSizeDown', stepSizeDown, { least: 1, whole: true });
  requireRange('cyclic', 'factor', factor, { least: 0 });
  requireRange('cyclic', 'baseMomentum', baseMomentum, { least: 0 });
  requireRange('cyclic', 'maxMomentum', maxMomentum, { least: 0 });
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
