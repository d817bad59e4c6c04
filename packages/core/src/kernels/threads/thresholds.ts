/**
 * The sizes from which work is shared. Handing a share over and waiting for it costs some
 * microseconds, and a processor has to fetch what another one wrote. So the amount of arithmetic
 * for each number that is exchanged matters too.
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
  /** Consecutive jobs for which a helper may be late before it is skipped for a while. */
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

/** Shares everything that can be shared. For tests. */
export const SHARE_ALL: Thresholds = {
  product: 0,
  intensity: 0,
  elements: 0,
  functions: 0,
  loop: 0,
  lanes: 2,
  late: 1e9,
};
