/** The largest difference between two lists of losses, and where it is. */
export interface Distance {
  readonly largest: number;
  /** The number of the window, from 0. */
  readonly window: number;
}

/** Compares as many losses as `actual` has. A loss that is NaN or missing is infinitely far. */
export function distance(actual: readonly number[], expected: readonly number[]): Distance {
  const differences = actual.map((loss, window) => Math.abs(loss - (expected[window] ?? Number.NaN)));
  const comparable = differences.map((difference) =>
    Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference,
  );
  const largest = Math.max(0, ...comparable);
  return { largest, window: Math.max(0, comparable.indexOf(largest)) };
}
