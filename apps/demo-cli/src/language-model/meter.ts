import { isCount, isNumber, recordOf } from '../plain-data.js';
import type { Progress } from '../ui/reports.js';
import type { Budget } from './settings.js';

const LOSS_STEPS = 50; // the time constant of the smoothed loss, in steps
const RATE_SECONDS = 3; // the time constant of the rate

/** The state of a meter: plain data. */
export interface MeterState {
  readonly step: number;
  readonly epoch: number;
  readonly characters: number;
  /** The smoothed loss. */
  readonly bits: { readonly sum: number; readonly weight: number };
  /** The time that was spent; null if the budget is a number of updates. */
  readonly seconds: number | null;
}

/** Measures the progress, the speed and the loss of training. */
export class Meter {
  readonly #budget: Budget;
  readonly #now: () => number;
  /** The counts of earlier processes of the run. */
  #before = { step: 0, characters: 0, seconds: 0 };
  #start: number;
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

  /** Starts the clock anew, when training begins. */
  begin(): void {
    this.#start = this.#last = this.#now();
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

  /** Whether this process has made an update. */
  get hasBegun(): boolean {
    return this.#step > this.#before.step;
  }

  get seconds(): number {
    return this.#before.seconds + this.#secondsHere;
  }

  get characters(): number {
    return this.#characters;
  }

  /** The mean speed of this process. */
  get charactersPerSecond(): number {
    const characters = this.#characters - this.#before.characters;
    return characters === 0 ? 0 : characters / this.#secondsHere;
  }

  /**
   * The share of the budget that is used up. If the budget is a time, the share increases during a
   * step, too.
   */
  get share(): number {
    const share =
      'steps' in this.#budget
        ? this.#step / this.#budget.steps
        : (this.#before.seconds * 1000 + this.#now() - this.#start) / (this.#budget.minutes * 60_000);
    return Math.min(1, share);
  }

  get progress(): Progress {
    const { seconds } = this;
    const left =
      'steps' in this.#budget
        ? ((this.#budget.steps - this.#step) * this.#secondsHere) / (this.#step - this.#before.step)
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

  /**
   * Returns the state for a checkpoint. It has no time if the budget is a number of updates, so
   * that two runs of the same updates have the same checkpoints.
   */
  state(): MeterState {
    return {
      step: this.#step,
      epoch: this.#epoch,
      characters: this.#characters,
      bits: this.#bits.state(),
      seconds: 'steps' in this.#budget ? null : this.seconds,
    };
  }

  /** @throws Error if the state, which comes from a file, is not that of a meter. */
  restore(state: unknown): void {
    const { step, epoch, characters, bits, seconds } = recordOf(state);
    const { sum, weight } = recordOf(bits);
    if (!isCount(step) || !isCount(epoch) || !isCount(characters)) throw new Error('it has no counts.');
    if (!isNumber(sum) || !isNumber(weight)) throw new Error('it has no loss.');
    if (seconds !== null && !(isNumber(seconds) && seconds >= 0)) throw new Error('it has no time.');
    this.#step = step;
    this.#epoch = epoch;
    this.#characters = characters;
    this.#bits.restore({ sum, weight });
    this.#before = { step, characters, seconds: seconds ?? 0 };
  }

  get #secondsHere(): number {
    return (this.#last - this.#start) / 1000;
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

  state(): MeterState['bits'] {
    return { sum: this.#sum, weight: this.#weight };
  }

  restore({ sum, weight }: MeterState['bits']): void {
    this.#sum = sum;
    this.#weight = weight;
  }
}
