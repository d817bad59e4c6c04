import { describe, isInRange, requireOptions } from './arguments.js';
import { ArgumentError } from './errors.js';
import { toIds } from './ids.js';

/** How {@link split} divides a text. */
export interface SplitOptions {
  /** The share of the text that is kept for validation, between 0 and 1. */
  readonly validation: number;
}

/** The two parts of a text, in its order. */
export interface Split {
  /** `[N - M]` The beginning. */
  readonly training: Int32Array;
  /** `[M]` The end. */
  readonly validation: Int32Array;
}

/**
 * Cuts the last `M = round(N * validation)` symbols off a text, so that a model is measured on
 * symbols it was not trained on. The parts of an `Int32Array` are views of it, not copies.
 *
 * @param ids `[N]` The symbols of the text.
 * @throws ArgumentError if `ids` is not a list of whole numbers of at least 0, or if one of the
 * parts would be empty.
 */
export function split(ids: ArrayLike<number>, options: SplitOptions): Split {
  requireOptions('split', options, { validation: true });
  const checked = toIds('split', ids);
  const held = heldOut('split', checked.length, options.validation);
  const cut = checked.length - held;
  return { training: checked.subarray(0, cut), validation: checked.subarray(cut) };
}

/**
 * Returns how many of `symbols` symbols the share `validation` holds out.
 *
 * @throws ArgumentError if one of the parts would be empty.
 */
export function heldOut(operation: string, symbols: number, validation: number, unit = 'symbols'): number {
  const held = isInRange(validation, {}) ? Math.round(symbols * validation) : 0;
  if (held > 0 && held < symbols) return held;
  throw new ArgumentError(
    operation,
    `a validation share of ${describe(validation)} of ${symbols} ${unit} leaves a part without ${unit}; ` +
      'give a share between 0 and 1, such as 0.1, and a text long enough for both parts.',
    { validation, [unit]: symbols },
  );
}
