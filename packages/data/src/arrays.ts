import { ArgumentError } from './errors.js';

/**
 * Whole numbers in row-major order: ids of symbols, classes, positions. The form of `Indices` of
 * `@tbptt/core`.
 */
export interface Indices {
  readonly shape: readonly number[];
  /** As many elements as the product of `shape`. */
  readonly data: Int32Array;
}

/**
 * Numbers in row-major order. `tensor(floats)` of `@tbptt/core` makes a tensor of them.
 */
export interface Floats {
  readonly shape: readonly number[];
  /** As many elements as the product of `shape`. */
  readonly data: Float32Array;
}

/** The target that no loss counts: targets after the end of a lane have this value. */
export const IGNORED = -1;

/**
 * Returns a new typed array of `length` zeros; `names` are the arguments that the length comes
 * from.
 *
 * @throws ArgumentError if the host cannot hold that many numbers.
 */
export function zeros<Numbers extends Float32Array | Float64Array | Int32Array>(
  operation: string,
  names: string,
  Kind: new (length: number) => Numbers,
  length: number,
): Numbers {
  try {
    return new Kind(length);
  } catch (cause) {
    throw new ArgumentError(
      operation,
      `${names} ask for an array of ${length} numbers, which this host cannot hold; they must be smaller.`,
      { length },
      { cause },
    );
  }
}
