/** The operands of a mistake by name. */
export type Facts = Readonly<Record<string, unknown>>;

/** The base class of every error of this package, in the form of those of `@tbptt/core`. */
export class TensorBoardError extends Error {
  override readonly name: string = 'TensorBoardError';
  /** The operands of the mistake by name. */
  declare readonly facts: Facts;

  constructor(
    /** The function or method that was called. */
    readonly operation: string,
    /** The operands, the rule and the remedy. */
    readonly rule: string,
    facts: Facts = {},
    options?: ErrorOptions,
  ) {
    super(`${operation}: ${rule}`, options);
    // Consoles print every enumerable field after the message, which has the facts already.
    Object.defineProperty(this, 'facts', { value: facts });
  }
}

/** An argument has a value that is not allowed. */
export class ArgumentError extends TensorBoardError {
  override readonly name = 'ArgumentError';
}
