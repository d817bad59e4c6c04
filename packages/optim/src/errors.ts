/** The norm of the gradient is NaN or infinite; nothing was updated. */
export class NonFiniteGradientError extends Error {
  override readonly name = 'NonFiniteGradientError';

  constructor(
    readonly norm: number,
    /** The number of updates made before. */
    readonly step: number,
    /** The paths of the parameters whose gradients are to blame. */
    readonly parameters: readonly string[],
  ) {
    super(
      `Step ${step}: the norm of the gradient is ${norm}, because of ${parameters.join(', ')}. Parameters and optimizer state are as before ` +
        'this step. A smaller learning rate, a shorter window, or checking the inputs for NaN are the usual remedies.',
    );
  }
}

/** A state does not fit the optimizer that is to continue from it; nothing was restored. */
export class OptimizerStateError extends Error {
  override readonly name = 'OptimizerStateError';

  /** `rule` says what the state has, what it must have, and what to do. */
  constructor(readonly rule: string) {
    super(`restore: ${rule}`);
  }
}

/** An optimizer was used while the parameters held their averages. */
export class AveragesInUseError extends Error {
  override readonly name = 'AveragesInUseError';

  constructor(readonly operation: string) {
    super(
      `${operation}: the parameters hold their averages inside the closure of withAverages; ` +
        'train, save and restore the optimizer outside it.',
    );
  }
}
