/**
 * A training step as a transaction: updates of running statistics are delayed until the step has
 * succeeded.
 */
export class Transaction {
  readonly #reads: (() => void)[] = [];
  readonly #consequences: (() => void)[] = [];

  /**
   * @param complete whether an optimizer must train every parameter that takes part, except those that
   * are used in `frozen` layers. Default: false.
   */
  constructor(readonly complete = false) {}

  /**
   * Registers a callback that reads results of the step. It runs after the update, before the scope
   * ends.
   */
  onRead(read: () => void): void {
    this.#reads.push(read);
  }

  /** Runs the callbacks that read results. */
  read(): void {
    for (const read of this.#reads) read();
  }

  /**
   * Registers a callback that runs only if the step succeeds. By then its scope has ended, so the
   * callback must not use its tensors.
   */
  onSuccess(consequence: () => void): void {
    this.#consequences.push(consequence);
  }

  /** Runs the callbacks of `onSuccess`. The step has succeeded. */
  succeed(): void {
    for (const consequence of this.#consequences.splice(0)) consequence();
  }
}
