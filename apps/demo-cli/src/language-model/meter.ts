import type { Progress } from '../ui/reports.js';
import type { Budget } from './settings.js';

const LOSS_STEPS = 50; // the time constant of the smoothed loss, in steps
const RATE_SECONDS = 3; // the time constant of the rate

/** Measures the progress, the speed and the loss of training. */
export class Meter {
  readonly #budget: Budget;
  readonly #now: () => number;
  readonly #start: number;
  #last: number;
  #step = 0;
  #epoch = 0;
  #characters = 0;
  #bits = new FadingMean();
  #rate = new FadingMean();

  /** Starts the clock. `now` returns milliseconds. */
  constructor(budget: Budget, now: () => number) {
    this.#budget = budget;
    this.#now = now;
    this.#start = this.#last = now();
  }

  /** Counts an update. */
  count(update: { readonly loss: number; readonly count: number; readonly epoch: number }): void {
    const now = this.#now();
    const seconds = (now - this.#last) / 1000;
    this.#last = now;
    this.#step++;
    this.#epoch = update.epoch + 1;
    this.#characters += update.count;
    this.#bits.add(update.loss / Math.LN2, 1, Math.exp(-1 / LOSS_STEPS));
    this.#rate.add(update.count, seconds, Math.exp(-seconds / RATE_SECONDS));
  }

  /** The number of updates so far. */
  get step(): number {
    return this.#step;
  }

  get seconds(): number {
    return (this.#last - this.#start) / 1000;
  }

  get characters(): number {
    return this.#characters;
  }

  /**
   * The share of the budget that is used up. A time is measured by the clock, so that the share
   * increases during a step.
   */
  get share(): number {
    const share =
      'steps' in this.#budget
        ? this.#step / this.#budget.steps
        : (this.#now() - this.#start) / (this.#budget.minutes * 60_000);
    return Math.min(1, share);
  }

  get progress(): Progress {
    const { seconds } = this;
    const left =
      'steps' in this.#budget
        ? ((this.#budget.steps - this.#step) * seconds) / this.#step
        : this.#budget.minutes * 60 - seconds;
    return {
      step: this.#step,
      epoch: this.#epoch,
      share: this.share,
      bitsPerCharacter: this.#bits.mean,
      charactersPerSecond: this.#rate.mean,
      seconds,
      etaSeconds: Math.max(0, left),
    };
  }
}

/** An exponentially weighted mean. */
class FadingMean {
  #sum = 0;
  #weight = 0;

  /** Multiplies the sums so far by `fading`, then adds `amount` with `weight`. */
  add(amount: number, weight: number, fading: number): void {
    this.#sum = this.#sum * fading + amount;
    this.#weight = this.#weight * fading + weight;
  }

  get mean(): number {
    return this.#sum / this.#weight;
  }
}
