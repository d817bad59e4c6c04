import type { UpdateFacts } from '../language-model/observer.js';

/** The least time between two updates that are recorded. */
const INTERVAL = 1; // s

/** Thins updates out to one a second, whose loss is the mean of all losses since the one before. */
export class Thinned {
  #at = Number.NEGATIVE_INFINITY;
  #last: UpdateFacts | undefined;
  #bits = 0;
  #updates = 0;

  /** Returns the update to record, if one is due. */
  add(update: UpdateFacts): UpdateFacts | undefined {
    this.#last = update;
    this.#bits += update.bitsPerCharacter;
    this.#updates++;
    return update.seconds - this.#at >= INTERVAL ? this.rest() : undefined;
  }

  /** Returns the last update if it was not recorded. */
  rest(): UpdateFacts | undefined {
    if (this.#last === undefined) return undefined;
    const update = { ...this.#last, bitsPerCharacter: this.#bits / this.#updates };
    this.#at = update.seconds;
    this.#last = undefined;
    this.#bits = this.#updates = 0;
    return update;
  }
}
