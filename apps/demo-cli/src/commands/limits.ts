/** The largest `--minutes`: a week. */
export const MOST_MINUTES = 7 * 24 * 60;

/** The largest seed: 32 bits. */
export const MOST_SEED = 2 ** 32 - 1;
