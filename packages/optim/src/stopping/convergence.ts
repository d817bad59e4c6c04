import { ArgumentError } from '@tbptt/core';
import { describe, requireRange } from '@tbptt/core/operation';
import { optionsOf } from '../options.js';
import { requireValue } from './improvement.js';

/** Options of `Convergence`. */
export interface ConvergenceOptions {
  /** Number of latest values that are compared. Default: 10. */
  readonly window?: number;
  /** The largest distance between them, relative to their mean. Default: 1e-4. */
  readonly relative?: number;
  /** Added to that distance, for values that go to zero. Default: 0. */
  readonly absolute?: number;
}

/** The state of a `Convergence`: plain data, which survives JSON. */
export interface ConvergenceState {
  /** The latest values, at most as many as the window has. JSON writes NaN and infinities as null. */
  readonly latest: readonly (number | null)[];
}

/**
 * Detects that a series of losses has converged: the largest and the smallest of the last `window`
 * values `L` are at most `absolute + relative |mean L|` apart. A series with a NaN or an infinity
 * among these values has not converged.
 *
 * ```ts
 * const convergence = new Convergence({ window: 20, relative: 1e-3 });
 * do { ({ loss } = optimizer.step(closure)); } while (!convergence.observe(loss));
 * ```
 */
export class Convergence {
  readonly #options: Required<ConvergenceOptions>;
  #latest: number[] = [];

  /** @throws ArgumentError if an option is unknown or out of range. */
  constructor(options?: ConvergenceOptions) {
    const {
      window = 10,
      relative = 1e-4,
      absolute = 0,
    } = optionsOf('Convergence', options, { window: true, relative: true, absolute: true });
    const tolerance = { least: 0, most: Number.POSITIVE_INFINITY };
    requireRange('Convergence', 'the window', window, { least: 2, whole: true });
    requireRange('Convergence', 'the relative tolerance', relative, tolerance);
    requireRange('Convergence', 'the absolute tolerance', absolute, tolerance);
    this.#options = { window, relative, absolute };
  }

  /**
   * Observes the next value. Returns whether the series has converged.
   *
   * @throws ArgumentError if the value is not a number.
   */
  observe(value: number): boolean {
    requireValue('Convergence', value);
    this.#latest.push(value);
    if (this.#latest.length > this.#options.window) this.#latest.shift();
    return this.converged;
  }

  /** Whether the latest values are close together. False if there are fewer than the window has. */
  get converged(): boolean {
    const { window, relative, absolute } = this.#options;
    if (this.#latest.length < window || !this.#latest.every(Number.isFinite)) return false;
    const mean = this.#latest.reduce((sum, value) => sum + value / window, 0);
    return this.spread <= absolute + relative * Math.abs(mean);
  }

  /** The difference of the largest and the smallest of the latest values. NaN before the first. */
  get spread(): number {
    if (this.#latest.length === 0) return Number.NaN;
    let [largest, smallest] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (const value of this.#latest) {
      largest = Math.max(largest, value);
      smallest = Math.min(smallest, value);
    }
    return largest - smallest;
  }

  /** Returns what a run needs to continue: plain data for `restore`. */
  state(): ConvergenceState {
    return { latest: [...this.#latest] };
  }

  /**
   * Continues from a state.
   *
   * @throws ArgumentError if the state is not valid, or has more values than the window. Nothing
   * was changed then.
   */
  restore(state: ConvergenceState): void {
    const latest: unknown = state?.latest;
    const isValid = (value: unknown): boolean => value === null || typeof value === 'number';
    if (!Array.isArray(latest) || !Array.from<unknown>(latest).every(isValid)) {
      throw new ArgumentError(
        'Convergence',
        `latest of the state is ${Array.isArray(latest) ? 'an array of other things than numbers' : describe(latest)}; it must be an array of numbers.`,
      );
    }
    const { window } = this.#options;
    if (latest.length > window) {
      throw new ArgumentError(
        'Convergence',
        `the state has ${latest.length} values, but the window is ${window}; restore into one with the same options.`,
      );
    }
    this.#latest = latest.map((value: number | null) => value ?? Number.NaN);
  }
}
