/** The largest `--minutes`: a week. */
export const MOST_MINUTES = 7 * 24 * 60;

/** The largest seed: 32 bits. */
export const MOST_SEED = 2 ** 32 - 1;

/** The largest magnitude of a number that enters a computation in single precision. */
export const LARGEST = 1e38;

/** The largest number of updates. */
export const MOST_STEPS = 1e9;
