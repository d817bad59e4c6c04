/**
 * The number of steps between two updates, by the number of the update: a pure function, so that a
 * run can resume anywhere.
 */
export type WindowSchedule = (update: number) => number;

/** How a stream is cut into windows. */
export interface Cutting {
  /** The steps `first <= t < last` of the stream are read. */
  readonly first: number;
  readonly last: number;
  /**
   * Maps the steps since the previous window to the number of final steps whose losses are counted.
   */
  readonly counted: (steps: number) => number;
}

/** A window of a stream: the steps that it runs, and those whose losses it takes. */
export interface Span {
  /** The first step of the window. */
  readonly from: number;
  /** Losses are taken of the steps `start <= t < end`. */
  readonly start: number;
  readonly end: number;
  /** The nominal number of counted steps. A window at either end of the stream may count fewer. */
  readonly whole: number;
}

/**
 * Returns the window that continues after the first `read` steps and moves on by `steps`. It reaches
 * back k2 steps at most, but not before the step `earliest`, and is never shorter than the steps
 * between two windows.
 */
export function spanAfter(
  { first, last, counted }: Cutting,
  read: number,
  steps: number,
  k2: number,
  earliest: number,
): Span {
  const end = read + steps;
  return {
    from: Math.max(first, earliest, end - Math.max(steps, k2)),
    start: Math.max(first, end - counted(steps)),
    end: Math.min(end, last),
    whole: Math.min(counted(steps), last - first),
  };
}
