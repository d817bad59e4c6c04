/** A week, the longest that `--minutes` takes. */
export const MOST_MINUTES = 7 * 24 * 60;

/** The greatest seed: 32 bits. */
export const MOST_SEED = 2 ** 32 - 1;
