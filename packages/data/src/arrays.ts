/** Whole numbers in row-major order: ids of symbols, classes, positions. `@tbptt/core` takes it wherever it asks for indices. */
export interface Indices {
  readonly shape: readonly number[];
  /** As many elements as the product of `shape`. */
  readonly data: Int32Array;
}

/** Numbers in row-major order. `tensor(floats.shape, floats.data)` of `@tbptt/core` makes a tensor of it. */
export interface Floats {
  readonly shape: readonly number[];
  /** As many elements as the product of `shape`. */
  readonly data: Float32Array;
}

/** A target that no loss counts: it stands where a lane has ended and its neighbors have not. */
export const IGNORED = -1;
