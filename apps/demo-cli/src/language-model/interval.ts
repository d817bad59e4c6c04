/** The interval between two events, in updates or in time. */
export type Interval = { readonly steps: number } | { readonly minutes: number };

/** Tells when an event that occurs at intervals is due. */
export class Rhythm {
  readonly #interval: Interval | undefined;
  readonly #now: () => number;
  #last: number;

  /** Without an interval the event is never due. `now` returns milliseconds. */
  constructor(interval: Interval | undefined, now: () => number) {
    this.#interval = interval;
    this.#now = now;
    this.#last = now();
  }

  /**
   * Whether the event is due after the update of this number. Intervals of updates are counted from
   * the first update of the run, so that a run that is continued has the same ones.
   */
  isDue(step: number): boolean {
    if (this.#interval === undefined) return false;
    if ('steps' in this.#interval) return step > 0 && step % this.#interval.steps === 0;
    return this.#now() - this.#last >= this.#interval.minutes * 60_000;
  }

  /** Notes that the event has occurred: an interval of time begins anew. */
  happened(): void {
    this.#last = this.#now();
  }
}
