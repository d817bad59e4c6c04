import { COUNT, requireOptions, requireRange, SIZE } from '../arguments.js';
import { zeros } from '../arrays.js';
import { type Random, requireRandom, uniform } from '../random.js';

/** The length and the dynamics of {@link mackeyGlass}. */
export interface MackeyGlassOptions {
  /** `N`, the number of samples, one for each unit of time. */
  readonly length: number;
  /** `τ`, the delay, a whole number. 17 is mildly chaotic, 30 more so. Default: 17. */
  readonly delay?: number;
  /**
   * Units of time that are integrated before the first sample, so that the beginning is forgotten.
   * Default: 1000.
   */
  readonly washout?: number;
}

/** Integration steps in a unit of time. */
const SUBSTEPS = 10;

/**
 * The Mackey-Glass series (Mackey & Glass 1977), `[N]`: `dx/dt = 0.2 x(t - τ) / (1 + x(t - τ)¹⁰) -
 * 0.1 x(t)`. It is integrated in double precision by the Runge-Kutta method of fourth order with a
 * step size of 0.1, where the delayed value between two steps is interpolated linearly, and sampled
 * once in each unit of time. Up to t = 0 it is constant, 1.2 plus a number of `random` in [0, 0.1),
 * so another seed gives another part of the attractor.
 *
 * @throws ArgumentError if `length` or `delay` is not a whole number of at least 1, or `washout`
 * not a whole number of at least 0.
 */
export function mackeyGlass(random: Random, options: MackeyGlassOptions): Float64Array {
  requireRandom('mackeyGlass', random);
  requireOptions('mackeyGlass', options, { length: true, delay: true, washout: true });
  const { length: N, delay = 17, washout = 1000 } = options;
  requireRange('mackeyGlass', 'length', N, SIZE);
  requireRange('mackeyGlass', 'delay', delay, SIZE);
  requireRange('mackeyGlass', 'washout', washout, COUNT);
  const h = 1 / SUBSTEPS;
  const span = delay * SUBSTEPS;
  const steps = (washout + N - 1) * SUBSTEPS;
  // x at every integration step, the constant past first: x(t) is at index span + t / h.
  const x = zeros('mackeyGlass', 'length, delay and washout', Float64Array, span + steps + 1);
  x.fill(1.2 + 0.1 * uniform(random));
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
