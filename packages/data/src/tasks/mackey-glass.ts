import type { Random } from '../batches.js';
import { requireCount } from './task-option-error.js';

/** How {@link mackeyGlass} runs. */
export interface MackeyGlassOptions {
  /** `N`, how many samples, one for each unit of time. */
  readonly length: number;
  /** `τ`, the delay: 17 is mildly chaotic, 30 more so. A whole number. Default: 17. */
  readonly delay?: number;
  /** Units of time that are run before the first sample, so that the beginning is forgotten. Default: 1000. */
  readonly washout?: number;
}

/** Integration steps in a unit of time. */
const SUBSTEPS = 10;

/**
 * The Mackey-Glass series (Mackey & Glass 1977), `[N]`: `dx/dt = 0.2 x(t - τ) / (1 + x(t - τ)¹⁰) - 0.1 x(t)`, integrated in double precision by
 * Runge and Kutta's rule of the fourth order in steps of 0.1, with the delayed value between two steps interpolated linearly, and sampled once in each unit
 * of time. Up to t = 0 it is constant, 1.2 plus a number of `random` in [0, 0.1): another seed gives another stretch of the attractor.
 *
 * @throws TaskOptionError where an option is out of range
 */
export function mackeyGlass(
  random: Random,
  { length: N, delay = 17, washout = 1000 }: MackeyGlassOptions,
): Float64Array {
  requireCount('mackeyGlass', 'length', N);
  requireCount('mackeyGlass', 'delay', delay);
  requireCount('mackeyGlass', 'washout', washout, 0);
  const h = 1 / SUBSTEPS;
  const span = delay * SUBSTEPS;
  const steps = (washout + N - 1) * SUBSTEPS;
  // x at every integration step, the constant past first: x(t) stands at span + t / h.
  const x = new Float64Array(span + steps + 1).fill(1.2 + 0.1 * random.float());
  for (let i = span; i < span + steps; i++) {
    const now = x[i] as number;
    const [late, later] = [x[i - span] as number, x[i - span + 1] as number];
    const middle = (late + later) / 2;
    const k1 = slope(now, late);
    const k2 = slope(now + (h / 2) * k1, middle);
    const k3 = slope(now + (h / 2) * k2, middle);
    const k4 = slope(now + h * k3, later);
    x[i + 1] = now + (h / 6) * (k1 + 2 * k2 + 2 * k3 + k4);
  }
  return Float64Array.from({ length: N }, (_, n) => x[span + (washout + n) * SUBSTEPS] as number);
}

function slope(x: number, delayed: number): number {
  return (0.2 * delayed) / (1 + delayed ** 10) - 0.1 * x;
}
