/** The operands of a mistake by name, such as shapes, values, paths and numbers of bytes. */
export type Facts = Readonly<Record<string, unknown>>;

/**
 * The base class of every error that the packages throw on purpose. The message names the
 * operation, the operands, the rule that was broken and the remedy. The fields hold the same
 * information for programs.
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
    // Consoles print every enumerable field after the message, which has the facts already.
    Object.defineProperty(this, 'facts', { value: facts });
  }
}

/** An argument or an option has a value that is not allowed. */
export class ArgumentError extends TbpttError {
  override readonly name = 'ArgumentError';
}

/** The shapes of the operands do not fit each other, or do not fit the operation. */
export class ShapeError extends TbpttError {
  override readonly name = 'ShapeError';
}

/**
 * Something was used at the wrong time: a tensor after its step, a step inside a step, an optimizer
 * inside `withAverages`.
 */
export class LifetimeError extends TbpttError {
  override readonly name = 'LifetimeError';
}

/** A loss, a gradient or a distribution is NaN or infinite. Nothing was changed. */
export class NonFiniteError extends TbpttError {
  override readonly name = 'NonFiniteError';
}

/**
 * Saved data (a file, a state dictionary, the state of an optimizer) is malformed or does not fit.
 * Nothing was changed.
 */
export class FormatError extends TbpttError {
  override readonly name = 'FormatError';
}

/** The host has too little memory, or cannot run a set of kernels. */
export class HostError extends TbpttError {
  override readonly name = 'HostError';
}
