import type { CliError } from './errors.js';

/**
 * Thrown by an operation that a request to stop has ended before it was complete, such as a read
 * that waits.
 */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/**
 * A request to stop, from a signal or because the output can no longer be written. Loops check it
 * between their steps and then save what they have.
 */
export class Interruption {
  #exitCode: number | undefined;
  #error: CliError | undefined;
  #hurried = false;
  readonly #listeners = new Set<() => void>();

  /** The exit code of the program because of the request. Undefined if there is none. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  get requested(): boolean {
    return this.#exitCode !== undefined;
  }

  /** The error behind the request, to be written at the end. */
  get error(): CliError | undefined {
    return this.#error;
  }

  /** Whether to do only what prevents a loss: a model is saved, but not sampled. */
  get hurried(): boolean {
    return this.#hurried;
  }

  /** Requests a stop. The first request decides the exit code. */
  request(exitCode: number, error?: CliError): void {
    if (this.requested) return;
    this.#exitCode = exitCode;
    this.#error = error;
    for (const listener of this.#listeners) listener();
  }

  /** Requests the shortest way to the end, after a request to stop. */
  hurry(): void {
    this.#hurried = true;
  }

  /** Calls `listener` when a stop is requested. Returns a function that removes the listener. */
  onRequest(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
