/** A wish to stop, from Ctrl-C or a closed pipe. Loops look at it between their steps and then finish in good order. */
export class Interruption {
  #exitCode: number | undefined;

  /** What the program exits with because of the wish; undefined as long as there is none. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  get requested(): boolean {
    return this.#exitCode !== undefined;
  }

  /** Asks to stop; the first wish decides the exit code. */
  request(exitCode: number): void {
    this.#exitCode ??= exitCode;
  }
}
