import type { Tolerance } from './close.js';
import type { Stage } from './stage.js';

/** One use of a kernel. */
export interface KernelCase {
  readonly name: string;
  /** Default: that of `expectClose`. */
  readonly tolerance?: Tolerance;
  /** Places operands and results, and runs the kernel. */
  run: (stage: Stage) => void;
}

/** The uses of each kernel of a family that the contract compares. */
export type KernelCases<Name extends string = string> = Readonly<Record<Name, readonly KernelCase[]>>;

/** Around whole vectors, whole unrolled groups of them, and neither. */
export const SIZES = [0, 1, 2, 3, 4, 5, 17, 65] as const;

/** Where a second size only repeats what is done. */
export const FEW_SIZES = [0, 1, 2, 5] as const;

/** For a flag. */
export const EITHER = [false, true] as const;

/** Sums of at most 65 numbers in [-1, 1), each addition rounded to single precision. */
export const SUM: Tolerance = { relative: 1e-6, absolute: 65 * 2 ** -24 };

/** 1 is subtracted from a probability near 1. */
export const DIFFERENCES: Tolerance = { relative: 2e-6, absolute: 5e-7 };

type Choices = Readonly<Record<string, readonly unknown[]>>;

/** Returns every choice of one value from each list: `{ rows: [1, 2], flag: [false, true] }` gives four. */
export function combinations<C extends Choices>(lists: C): { readonly [K in keyof C]: C[K][number] }[] {
  let chosen: Record<string, unknown>[] = [{}];
  for (const [key, values] of Object.entries(lists)) {
    chosen = chosen.flatMap((others) => values.map((value) => ({ ...others, [key]: value })));
  }
  return chosen as { readonly [K in keyof C]: C[K][number] }[];
}

/** Arrays [outer, axis, inner] that are summed or spread over their middle axis. */
export const AXIS_SHAPES = [
  ...combinations({ outer: FEW_SIZES, axis: SIZES, inner: SIZES, accumulate: EITHER }),
  ...combinations({ outer: [1], axis: [300, 2500], inner: [1, 37], accumulate: EITHER }),
];
