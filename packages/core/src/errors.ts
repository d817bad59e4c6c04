/** What an error knows about the mistake, by name: shapes, values, paths, numbers of bytes. */
export type Facts = Readonly<Record<string, unknown>>;

/**
 * The base class of every error that the packages throw on purpose. The message names the operation, the operands, the rule that
 * was broken and the remedy; the same facts are fields for programs.
 */
export class TbpttError extends Error {
  override readonly name: string = 'TbpttError';
  /** The operands of the mistake by name, such as shapes, values and paths. */
  declare readonly facts: Facts;

  constructor(
    /** The function, method or class that was called, such as `matmul`. */
    readonly operation: string,
    /** The operands, the rule and the remedy, in one or more sentences. */
    readonly rule: string,
    facts: Facts = {},
    options?: ErrorOptions,
  ) {
    super(`${operation}: ${rule}`, options);
    // The message says them already: consoles print it, and would print every enumerable field after it.
    Object.defineProperty(this, 'facts', { value: facts });
  }
}

/** An argument or an option has a value that it must not have. */
export class ArgumentError extends TbpttError {
  override readonly name = 'ArgumentError';
}

/** The shapes of the operands fit neither each other nor the operation. */
export class ShapeError extends TbpttError {
  override readonly name = 'ShapeError';
}

/** Something was used at a time when it cannot be: a tensor after its step, a step inside a step, an optimizer inside `withAverages`. */
export class LifetimeError extends TbpttError {
  override readonly name = 'LifetimeError';
}

/** A loss, a gradient or a distribution is NaN or infinite; nothing was changed. */
export class NonFiniteError extends TbpttError {
  override readonly name = 'NonFiniteError';
}

/** Saved data (a file, a state dictionary, the state of an optimizer) is not well formed or does not fit; nothing was changed. */
export class FormatError extends TbpttError {
  override readonly name = 'FormatError';
}

/** The host cannot do what is needed: it has too little memory, or cannot run a set of kernels. */
export class HostError extends TbpttError {
  override readonly name = 'HostError';
}
