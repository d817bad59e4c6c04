/**
 * From what size on work is shared. Handing a share over and waiting for it costs some
 * microseconds, and what one processor wrote the other has to fetch: so it is not the arithmetic
 * alone that counts, but how much of it there is for each number that changes hands.
 */
export interface Thresholds {
  /** Multiplications of a product. */
  readonly product: number;
  /** Multiplications of a product for each number of its operands and its result. */
  readonly intensity: number;
  /** Elements of a pointwise program, or of another kernel, that computes little for each. */
  readonly elements: number;
  /** Elements of a pointwise program with exponentials and their kin. */
  readonly functions: number;
  /** Multiplications of a loop over time. */
  readonly loop: number;
  /** Lanes of each thread in a loop over time. At least 2: one row alone is summed in another order. */
  readonly lanes: number;
  /** Jobs in a row that a helper may come too late for, before it is left alone for a while. */
  readonly late: number;
}

export const THRESHOLDS: Thresholds = {
  product: 1_000_000,
  intensity: 32,
  elements: 100_000,
  functions: 8_192,
  loop: 4_000_000,
  lanes: 2,
  late: 2,
};

/** Everything that can be shared is. For tests. */
export const SHARE_ALL: Thresholds = {
  product: 0,
  intensity: 0,
  elements: 0,
  functions: 0,
  loop: 0,
  lanes: 2,
  late: 1e9,
};
