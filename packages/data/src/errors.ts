/** The operands of a mistake by name: values, positions, shapes. */
export type Facts = Readonly<Record<string, unknown>>;

/**
 * The base class of every error of this package. The message names the operation, the operands, the
 * rule that was broken and the remedy. The fields hold the same for programs. Names and fields are
 * those of the errors of `@tbptt/core`, which this package does not import.
 */
export class DataError extends Error {
  override readonly name: string = 'DataError';
  /** The operands of the mistake by name, such as `{ id: -1, position: 3 }`. */
  declare readonly facts: Facts;

  constructor(
    /** The function, method or class that was called, such as `Lanes.window`. */
    readonly operation: string,
    /** The operands, the rule and the remedy, in one or more sentences. */
    readonly rule: string,
    facts: Facts = {},
    options?: ErrorOptions,
  ) {
    super(`${operation}: ${rule}`, options);
    // The message says them already: consoles print it, and would print every enumerable field
    // after it.
    Object.defineProperty(this, 'facts', { value: facts });
  }
}

/** An argument or an option has a value that it must not have. */
export class ArgumentError extends DataError {
  override readonly name = 'ArgumentError';
}

/** An array does not fill its shape. */
export class ShapeError extends DataError {
  override readonly name = 'ShapeError';
}

/** Saved data, such as the JSON of a vocabulary, is not well formed. */
export class FormatError extends DataError {
  override readonly name = 'FormatError';
}

/**
 * A text contains a symbol that the vocabulary lacks. A class of its own, since programs catch it.
 */
export class UnknownSymbolError extends DataError {
  override readonly name = 'UnknownSymbolError';
  /**
   * `text.slice(position)` begins with `symbol`; `size` is the number of symbols of the vocabulary.
   */
  declare readonly facts: Facts & {
    readonly symbol: string;
    readonly position: number;
    readonly size: number;
  };
}
