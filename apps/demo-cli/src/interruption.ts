import type { CliError } from './errors.js';

/**
 * Thrown by what cannot be finished in good order, such as a read that waits, once a stop is
 * requested.
 */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/**
 * A request to stop, from a signal or because the output can no longer be written. Loops check it
 * between their steps and then finish in good order.
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

  /** Whether only what would be lost is still to be done: a model is saved, but not sampled. */
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

  /** Asks for the shortest way to the end after a request. */
  hurry(): void {
    this.#hurried = true;
  }

  /** Calls `listener` when a stop is requested. Returns a function that takes it off again. */
  onRequest(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
