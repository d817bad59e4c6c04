import { IGNORED, type Indices } from './arrays.js';
import { IdOutOfRangeError, LaneCountError, TextTooShortError, WindowRangeError } from './errors.js';

/** How {@link Lanes} divides a text. */
export interface LanesOptions {
  /** `B`, the number of stretches that are trained side by side. */
  readonly lanes: number;
}

/** A stretch of time of all lanes: the input of a step and the symbol that follows it, its target. */
export interface LaneWindow {
  /** `[T, B]`, ids; 0 where a lane has ended. */
  readonly inputs: Indices;
  /** `[T, B]`, ids; {@link IGNORED} where a lane has ended. */
  readonly targets: Indices;
  /** How many targets count, those that are not ignored; `T * B` but in the last window. */
  readonly count: number;
}

/**
 * A text cut into `B` contiguous stretches that are read side by side, for truncated back-propagation through time:
 * the state that lane `b` leaves a window with is the state it enters the next one with.
 *
 * A text of `N` symbols has `P = N - 1` pairs of a symbol and the next. Each is used exactly once, in order, and nothing
 * wraps around: the first `P mod B` lanes have `ceil(P / B)` pairs, the others `floor(P / B)`. So the lanes differ by one step
 * at most, and only in the last step may a target be {@link IGNORED}.
 *
 * ```ts
 * const lanes = new Lanes(vocabulary.encode(text), { lanes: 50 });
 * for (let start = 0; start < lanes.length; start += 50) {
 *   const { inputs, targets } = lanes.window(start, 50); // [50, 50] each; the last may be shorter
 * }
 * ```
 */
export class Lanes {
  /** `B`, the number of lanes. */
  readonly lanes: number;
  /** The number of steps of the longest lane: `ceil(P / B)`. */
  readonly length: number;
  readonly #ids: Int32Array;
  /** `[B + 1]`: where each lane begins in the text, and where the last one ends. */
  readonly #starts: Int32Array;

  /**
   * @param ids `[N]`, the symbols of the text; kept, not copied
   * @throws LaneCountError where `lanes` is not a positive integer
   * @throws TextTooShortError where there are fewer pairs than lanes
   * @throws IdOutOfRangeError where an id is negative
   */
  constructor(ids: Int32Array, { lanes }: LanesOptions) {
    if (!Number.isInteger(lanes) || lanes < 1) throw new LaneCountError(lanes);
    const pairs = ids.length - 1;
    if (pairs < lanes) throw new TextTooShortError(ids.length, lanes);
    const negative = ids.findIndex((id) => id < 0);
    if (negative >= 0) throw new IdOutOfRangeError('Lanes', ids[negative] ?? IGNORED, negative);
    const least = Math.floor(pairs / lanes);
    const longer = pairs % lanes;
    this.lanes = lanes;
    this.length = Math.ceil(pairs / lanes);
    this.#ids = ids;
    this.#starts = Int32Array.from({ length: lanes + 1 }, (_, b) => b * least + Math.min(b, longer));
  }

  /**
   * The `T = min(length, this.length - start)` steps from step `start` on, in arrays of their own.
   *
   * @throws WindowRangeError where `start` is no step of the lanes, or `length` is not a positive integer
   */
  window(start: number, length: number): LaneWindow {
    if (
      !Number.isInteger(start) ||
      start < 0 ||
      start >= this.length ||
      !Number.isInteger(length) ||
      length < 1
    ) {
      throw new WindowRangeError(start, length, this.length);
    }
    const steps = Math.min(length, this.length - start);
    const shape = [steps, this.lanes];
    const inputs = new Int32Array(steps * this.lanes);
    const targets = new Int32Array(steps * this.lanes).fill(IGNORED);
    let count = 0;
    for (let b = 0; b < this.lanes; b++) {
      const from = (this.#starts[b] as number) + start;
      const valid = Math.min(steps, (this.#starts[b + 1] as number) - from);
      for (let t = 0; t < valid; t++) {
        inputs[t * this.lanes + b] = this.#ids[from + t] as number;
        targets[t * this.lanes + b] = this.#ids[from + t + 1] as number;
      }
      count += valid;
    }
    return { inputs: { shape, data: inputs }, targets: { shape, data: targets }, count };
  }
}
