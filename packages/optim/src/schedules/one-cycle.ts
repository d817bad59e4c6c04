import { NOT_NEGATIVE, SIZE } from '@tbptt/core/operation';
import { optionsOf, requireChoice, requireFlag, requireNumber } from '../options.js';
import { type CycledSchedule, cycledSchedule } from './cycled-schedule.js';

/** Options of `oneCycle`. */
export interface OneCycleOptions {
  /** Number of steps of the cycle. Required. */
  readonly steps: number;
  /** The share of the steps in which the learning rate rises. Default: 0.3. */
  readonly pctStart?: number;
  /** Whether the learning rate follows half a cosine or a straight line. Default: `cos`. */
  readonly annealStrategy?: 'cos' | 'linear';
  /**
   * Whether the learning rate falls to its start in a second phase and to its end in a third,
   * instead of in one phase. Default: false.
   */
  readonly threePhase?: boolean;
  /** The cycle starts at `peak / divFactor`. Default: 25. */
  readonly divFactor?: number;
  /** The cycle ends at `peak / divFactor / finalDivFactor`. Default: 1e4. */
  readonly finalDivFactor?: number;
  /** The momentum at the peak. Default: 0.85. */
  readonly baseMomentum?: number;
  /** The momentum at the start and at the end. Default: 0.95. */
  readonly maxMomentum?: number;
}

/**
 * A phase of the cycle that ends at step `end`: the learning rate and the momentum at its start and
 * at its end.
 */
interface Phase {
  readonly end: number;
  readonly rates: readonly [number, number];
  readonly momenta: readonly [number, number];
}

/**
 * A learning rate that rises to `peak` and falls far below its start, while the momentum falls and
 * rises (Smith & Topin 2019, arXiv:1708.07120): PyTorch's `OneCycleLR`. Its phases end at the steps
 *
 * ```
 * pctStart * steps - 1                             the peak
 * 2 * pctStart * steps - 2                         the start again, with three phases
 * steps - 1                                        the end
 * ```
 *
 * After the end, where PyTorch throws, the last learning rate and momentum stay. The momentum is
 * the field `momentum` of the schedule.
 *
 * @throws ArgumentError unless `peak` and the momenta are at least 0, `pctStart` is from 0 to 1 (to
 * 1/2 with three phases), the divisors are greater than 0 and `steps` is a whole number of at least
 * 1.
 */
export function oneCycle(peak: number, options: OneCycleOptions): CycledSchedule {
  const phases = phasesOf(peak, options);
  const anneal = (options.annealStrategy ?? 'cos') === 'cos' ? alongCosine : alongLine;
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

/** Checks the options and returns the phases of the cycle. */
function phasesOf(peak: number, options: OneCycleOptions): readonly Phase[] {
  const {
    steps,
    pctStart = 0.3,
    annealStrategy = 'cos',
    threePhase = false,
    divFactor = 25,
    finalDivFactor = 1e4,
    baseMomentum = 0.85,
    maxMomentum = 0.95,
  } = optionsOf('oneCycle', options, {
    steps: true,
    pctStart: true,
    annealStrategy: true,
    threePhase: true,
    divFactor: true,
    finalDivFactor: true,
    baseMomentum: true,
    maxMomentum: true,
  });
  requireNumber('oneCycle', 'peak', peak, NOT_NEGATIVE);
  requireNumber('oneCycle', 'steps', steps, SIZE);
  requireFlag('oneCycle', 'threePhase', threePhase);
  requireNumber('oneCycle', 'pctStart', pctStart, { least: 0, most: threePhase ? 0.5 : 1 });
  requireChoice('oneCycle', 'annealStrategy', annealStrategy, ['cos', 'linear']);
  requireNumber('oneCycle', 'divFactor', divFactor, { above: 0 });
  requireNumber('oneCycle', 'finalDivFactor', finalDivFactor, { above: 0 });
  requireNumber('oneCycle', 'baseMomentum', baseMomentum, NOT_NEGATIVE);
  requireNumber('oneCycle', 'maxMomentum', maxMomentum, NOT_NEGATIVE);
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
