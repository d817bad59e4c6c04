import { SplitShareError } from './errors.js';

/** How {@link split} divides a text. */
export interface SplitOptions {
  /** The share of the text that is kept for validation, between 0 and 1. */
  readonly validation: number;
}

/** The two parts of a text, in its order. */
export interface Split {
  /** `[N - M]`, the beginning. */
  readonly training: Int32Array;
  /** `[M]`, the end. */
  readonly validation: Int32Array;
}

/**
 * Cuts the last `M = round(N * validation)` symbols off a text: what a model is measured on must not be what it learned
 * from. Both parts are views of `ids`, nothing is copied.
 *
 * @param ids `[N]`
 * @throws SplitShareError where one of the parts would be empty
 */
export function split(ids: Int32Array, { validation }: SplitOptions): Split {
  const cut = ids.length - Math.round(ids.length * validation);
  if (!(cut > 0 && cut < ids.length)) throw new SplitShareError(validation, ids.length);
  return { training: ids.subarray(0, cut), validation: ids.subarray(cut) };
}
