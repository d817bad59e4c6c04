/**
 * A training step as a whole, which happens or does not: updates of running statistics wait until
 * it has succeeded.
 */
export class Transaction {
  /**
   * `complete`: whether every parameter that takes part must be trained by some optimizer, or be
   * used in what is `frozen`.
   */
  constructor(readonly complete = false) {}

  readonly #reads: (() => void)[] = [];
  readonly #consequences: (() => void)[] = [];

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

  /** Runs the callbacks: the step has succeeded. */
  succeed(): void {
    for (const consequence of this.#consequences.splice(0)) consequence();
  }
}
