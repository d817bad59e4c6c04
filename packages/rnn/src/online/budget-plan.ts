import { extraSegments } from './binomial-schedule.js';

/** What a window costs, in bytes. */
export interface WindowCost {
  /** The gradient of a segment: of any, and of each of its steps. */
  readonly segment: number;
  readonly step: number;
  /** A state that is kept. */
  readonly state: number;
  /** What stays during the whole window. */
  readonly fixed: number;
}

/** What a window is to be run within. */
export interface Budget {
  readonly bytes: number;
  /** The steps of a segment, if they are given. */
  readonly segment: number | undefined;
}

/** How a window is run: the steps of a segment, and how many states are kept at most. */
export interface BudgetPlan {
  readonly steps: number;
  readonly slots: number;
}

/** An arena opens chunks as large as all before, so up to twice of what is used. */
const SLACK = 2;
/** The first chunk of an arena. */
const FIRST = 2 ** 18;
/** What the start of a segment costs, in steps. */
const OVERHEAD = 2;

/** The bytes that a window takes beside the states that are kept, by the length of its segments. */
export function bytesBesideStates(cost: WindowCost, steps: number): number {
  return FIRST + cost.fixed + SLACK * (cost.segment + cost.step * steps);
}

/**
 * Returns the plan of a window of T steps with the fewest steps run again that keeps within a budget;
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
