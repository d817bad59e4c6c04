import { requireRange } from '@tbptt/core/operation';
import { type CycledSchedule, cycledSchedule } from './cycled-schedule.js';

/** Options of `oneCycle`. */
export interface OneCycleOptions {
  /** The steps of the whole cycle. */
  readonly steps: number;
  /** The share of the steps in which the learning rate rises. Default 0.3. */
  readonly pctStart?: number;
  /** Along half a cosine or a straight line. Default `cos`. */
  readonly annealStrategy?: 'cos' | 'linear';
  /** Whether the learning rate falls as it rose, then further in a third phase, instead of all the way at once. Default false. */
  readonly threePhase?: boolean;
  /** The cycle starts from `peak / divFactor`. Default 25. */
  readonly divFactor?: number;
  /** The cycle ends at `peak / divFactor / finalDivFactor`. Default 1e4. */
  readonly finalDivFactor?: number;
  /** The momentum at the peak. Default 0.85. */
  readonly baseMomentum?: number;
  /** The momentum at the start and at the end. Default 0.95. */
  readonly maxMomentum?: number;
}

/** A stretch of the cycle that ends at step `end`: the learning rate and the momentum at both ends. */
interface Phase {
  readonly end: number;
  readonly rates: readonly [number, number];
  readonly momenta: readonly [number, number];
}

/**
 * One rise to `peak` and one fall far below where it started, while the momentum falls and rises (Smith & Topin 2019, arXiv:1708.07120):
 * PyTorch's `OneCycleLR`, whose phases end at the steps
 *
 * ```
 * pctStart * steps - 1                             the peak
 * 2 * pctStart * steps - 2                         where it started, with three phases
 * steps - 1                                        the end
 * ```
 *
 * After the end, where PyTorch throws, the last learning rate and momentum stay. The momentum is the `momentum` of the schedule.
 *
 * Throws `ArgumentError` unless `peak` and the momenta are at least 0, `pctStart` is from 0 to 1 (with three phases to 1/2), the divisors are
 * greater than 0 and `steps` is a whole number of at least 1.
 */
export function oneCycle(peak: number, options: OneCycleOptions): CycledSchedule {
  const { annealStrategy = 'cos' } = options;
  const phases = phasesOf(peak, options);
  const anneal = annealStrategy === 'cos' ? alongCosine : alongLine;
  const at = (step: number, ends: (phase: Phase) => readonly [number, number]): number => {
    let start = 0;
    for (const phase of phases) {
      const [from, to] = ends(phase);
      if (step <= phase.end || phase === phases.at(-1)) {
        const share = phase.end > start ? (step - start) / (phase.end - start) : 1;
        return anneal(from, to, Math.min(1, share));
      }
      start = phase.end;
    }
    return Number.NaN;
  };
  return cycledSchedule(
    (step) => at(step, ({ rates }) => rates),
    (step) => at(step, ({ momenta }) => momenta),
  );
}

function phasesOf(peak: number, options: OneCycleOptions): readonly Phase[] {
  const { steps, pctStart = 0.3, threePhase = false, divFactor = 25, finalDivFactor = 1e4 } = options;
  const { baseMomentum = 0.85, maxMomentum = 0.95 } = options;
  requireRange('oneCycle', 'peak', peak, { least: 0 });
  requireRange('oneCycle', 'steps', steps, { least: 1, whole: true });
  requireRange('oneCycle', 'pctStart', pctStart, { least: 0, most: threePhase ? 0.5 : 1 });
  requireRange('oneCycle', 'divFactor', divFactor, { above: 0 });
  requireRange('oneCycle', 'finalDivFactor', finalDivFactor, { above: 0 });
  requireRange('oneCycle', 'baseMomentum', baseMomentum, { least: 0 });
  requireRange('oneCycle', 'maxMomentum', maxMomentum, { least: 0 });
  const start = peak / divFactor;
  const final = start / finalDivFactor;
  const rise: Phase = {
    end: pctStart * steps - 1,
    rates: [start, peak],
    momenta: [maxMomentum, baseMomentum],
  };
  const fall = (end: number, to: number): Phase => ({
    end,
    rates: [peak, to],
    momenta: [baseMomentum, maxMomentum],
  });
  if (!threePhase) return [rise, fall(steps - 1, final)];
  const rest: Phase = { end: steps - 1, rates: [start, final], momenta: [maxMomentum, maxMomentum] };
  return [rise, fall(2 * pctStart * steps - 2, start), rest];
}

function alongCosine(from: number, to: number, share: number): number {
  return to + ((from - to) / 2) * (1 + Math.cos(Math.PI * share));
}

function alongLine(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
