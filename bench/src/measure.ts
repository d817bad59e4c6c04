import type { Workload } from './workload.js';

/** How long to measure. */
export interface MeasureOptions {
  /** Runs that are measured. */
  readonly rounds: number;
  /** The least duration of a run, and of the warm-up before the first. */
  readonly seconds: number;
}

const LEAST_WARM_UP = 3;

/**
 * Repeats a workload for at least `seconds` as a warm-up, in which the engine compiles and memory
 * grows to its final size, then as many runs of at least `seconds`; gives the repetitions per
 * second of each run.
 */
export function measure(workload: Workload, { rounds, seconds }: MeasureOptions): readonly number[] {
  const warm = repeat(workload, seconds, 1, LEAST_WARM_UP);
  const stride = Math.max(1, Math.floor((warm * seconds) / 50)); // how often to look at the clock
  return Array.from({ length: rounds }, () => repeat(workload, seconds, stride, 1));
}

/** Repetitions per second over at least `seconds` and at least `least` repetitions. */
function repeat(workload: Workload, seconds: number, stride: number, least: number): number {
  const start = performance.now();
  let count = 0;
  let elapsed = 0;
  do {
    for (let i = 0; i < stride; i++) workload.run();
    count += stride;
    elapsed = (performance.now() - start) / 1000;
  } while (elapsed < seconds || count < least);
  return count / elapsed;
}

/** The middle one of some numbers, or the mean of the middle two. NaN of none. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [below, above] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return below === undefined || above === undefined ? Number.NaN : (below + above) / 2;
}
