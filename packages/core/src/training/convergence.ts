/** Options of `Convergence`. */
import { ArgumentError } from '../errors.js';
export interface ConvergenceOptions {
  /** How many of the latest values are looked at; 10 if not given. */
  readonly window?: number;
  /** How far apart they may be, relative to their mean; 1e-4 if not given. */
  readonly relative?: number;
  /** How far apart they may be besides, for values that go to zero; 0 if not given. */
  readonly absolute?: number;
}

/**
 * Says when a series of losses has come to rest: when the largest and the smallest of the last `window` values `L` are at most
 * `absolute + relative |mean L|` apart.
 *
 * ```ts
 * const convergence = new Convergence({ window: 20, relative: 1e-3 });
 * do { ({ loss } = optimizer.step(closure)); } while (!convergence.observe(loss));
 * ```
 */
export class Convergence {
  readonly #options: Required<ConvergenceOptions>;
  readonly #latest: number[] = [];

  /** Throws `ArgumentError` when an option is out of range. */
  constructor({ window = 10, relative = 1e-4, absolute = 0 }: ConvergenceOptions = {}) {
    if (!Number.isInteger(window) || window < 2) {
      throw new ArgumentError(
        'Convergence',
        `the window is ${window}; it must be a whole number of at least 2.`,
      );
    }
    for (const [name, tolerance] of Object.entries({ relative, absolute })) {
      if (!(tolerance >= 0)) {
        throw new ArgumentError(
          'Convergence',
          `the ${name} tolerance is ${tolerance}; it must be a number of at least 0.`,
        );
      }
    }
    this.#options = { window, relative, absolute };
  }

  /** Takes the next value in and says whether the series has come to rest. */
  observe(value: number): boolean {
    this.#latest.push(value);
    if (this.#latest.length > this.#options.window) this.#latest.shift();
    return this.converged;
  }

  /** Whether the latest values are that close together; false as long as there are fewer than the window holds. */
  get converged(): boolean {
    const { window, relative, absolute } = this.#options;
    if (this.#latest.length < window) return false;
    const mean = this.#latest.reduce((sum, value) => sum + value, 0) / window;
    return this.spread <= absolute + relative * Math.abs(mean);
  }

  /** The distance of the largest from the smallest of the latest values; NaN before the first. */
  get spread(): number {
    return this.#latest.length === 0 ? Number.NaN : Math.max(...this.#latest) - Math.min(...this.#latest);
  }
}
