/** The shapes of an operation's operands do not fit each other or the operation. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';

  /** `rule` says which shapes met, what must hold, and what to do. */
  constructor(
    readonly operation: string,
    readonly rule: string,
  ) {
    super(`${operation}: ${rule}`);
  }
}

/** An option or an argument has a value outside its range. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';

  constructor(
    readonly operation: string,
    readonly rule: string,
  ) {
    super(`${operation}: ${rule}`);
  }
}

/** A tensor computed inside a step was used after the step had ended. */
export class EscapedTensorError extends Error {
  override readonly name = 'EscapedTensorError';

  constructor(readonly shape: readonly number[]) {
    super(
      `A tensor of shape [${shape.join(', ')}] was computed in a step that has ended, and its memory is given up. ` +
        'Return it from the closure of the step: what a closure returns is copied out as an ordinary value.',
    );
  }
}

/** A step was begun inside a step or an evaluation, or an evaluation inside a step. */
export class NestedStepError extends Error {
  override readonly name = 'NestedStepError';

  constructor() {
    super(
      'A step or an evaluation was begun inside the closure of a step, or a step inside that of an evaluation. ' +
        'They do not nest: end the first one, then begin the second.',
    );
  }
}

/** The loss is NaN or infinite; nothing was updated. */
export class NonFiniteLossError extends Error {
  override readonly name = 'NonFiniteLossError';

  constructor(
    readonly loss: number,
    readonly step: number | undefined,
  ) {
    super(
      `${step === undefined ? 'differentiate' : `Step ${step}`}: the loss is ${loss}. Parameters and optimizer state are as before this step. ` +
        'A smaller learning rate, clipping the gradient, or checking the inputs for NaN are the usual remedies.',
    );
  }
}

/** Throws a `ShapeError` unless two operands have the same shape. */
export function requireSameShape(
  operation: string,
  aName: string,
  a: readonly number[],
  bName: string,
  b: readonly number[],
): void {
  if (a.length === b.length && a.every((length, axis) => length === b[axis])) return;
  throw new ShapeError(
    operation,
    `the ${aName} is [${a.join(', ')}], the ${bName} [${b.join(', ')}]; they must have the same shape.`,
  );
}
