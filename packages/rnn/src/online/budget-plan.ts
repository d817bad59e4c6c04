import { extraSegments } from './binomial-schedule.js';

/** The memory of a window, in bytes. */
export interface WindowCost {
  /** The gradient of a segment takes `segment + step` times its number of steps. */
  readonly segment: number;
  readonly step: number;
  /** A kept state. */
  readonly state: number;
  /** The memory that is used during the whole window. */
  readonly fixed: number;
}

/** The limits of the run of a window. */
export interface Budget {
  readonly bytes: number;
  /** The steps of a segment, if they are given. */
  readonly segment: number | undefined;
}

/** The plan of a window: the steps of a segment, and the largest number of states that are kept. */
export interface BudgetPlan {
  readonly steps: number;
  readonly slots: number;
}

/** An arena opens chunks as large as all before, so up to twice of what is used. */
const SLACK = 2;
/** The first chunk of an arena. */
const FIRST = 2 ** 18;
/** The cost of starting a segment, in steps. */
const OVERHEAD = 2;

/** Returns the bytes of a window without its kept states, for segments of `steps` steps. */
export function bytesBesideStates(cost: WindowCost, steps: number): number {
  return FIRST + cost.fixed + SLACK * (cost.segment + cost.step * steps);
}

/**
 * Returns the plan of a window of T steps that runs the fewest steps again within a budget;
 * undefined if there is none.
 */
export function planWithin({ bytes, segment }: Budget, T: number, cost: WindowCost): BudgetPlan | undefined {
  let best: (BudgetPlan & { readonly work: number }) | undefined;
  for (let steps = Math.min(T, segment ?? 1); ; steps = Math.min(T, Math.ceil(steps * 1.1))) {
    const slots = Math.floor((bytes - bytesBesideStates(cost, steps)) / cost.state);
    if (slots < 1) break;
    const segments = Math.ceil(T / steps);
    const kept = Math.min(slots, segments);
    const work = extraSegments(segments, kept) * (steps + OVERHEAD) + segments * OVERHEAD;
    if (best === undefined || work < best.work) best = { steps, slots: kept, work };
    if (steps >= T || segment !== undefined) break;
  }
  return best && { steps: best.steps, slots: best.slots };
}
