import { requireOptions, requireRange, SIZE } from './arguments.js';
import { IGNORED, type Indices } from './arrays.js';
import { ArgumentError } from './errors.js';
import { toIds } from './ids.js';
import { cutIntoLanes, requireLaneWindow } from './lane-cut.js';
import type { Rank } from './lane-share.js';

/** How {@link Lanes} divides a text. */
export interface LanesOptions {
  /** `B`, the number of parts that are read side by side, over all ranks. */
  readonly lanes: number;
  /**
   * The processes that train together, such as `await world()` of `@tbptt/mpi`. Each has its share of
   * the lanes: rank `r` of `n` those from `floor(r B / n)` on. Default: one process has all.
   */
  readonly group?: Rank;
}

/** Some time steps of all lanes: each input is a symbol, its target the symbol that follows it. */
export interface LaneWindow {
  /** `[T, B]` Ids. 0 after the end of a lane. */
  readonly inputs: Indices;
  /** `[T, B]` Ids. {@link IGNORED} after the end of a lane. */
  readonly targets: Indices;
  /** The number of targets that are not ignored: `T * B`, or less in the last window. */
  readonly count: number;
}

/**
 * A text cut into `B` contiguous lanes that are read side by side, for truncated back-propagation
 * through time. The state in which a lane leaves a window is the state in which it enters the next.
 *
 * A text of `N` symbols has `P = N - 1` pairs of a symbol and the next. Each pair is used exactly
 * once and in order, and no lane wraps around. The first `P mod B` lanes have `ceil(P / B)` pairs,
 * the others `floor(P / B)`. So lengths differ by at most one step, and targets are {@link IGNORED}
 * in the last step only. In a group all lanes have `floor(P / B)` steps, and the last pair of the longer
 * ones is left out, so that every rank has targets in every window.
 *
 * ```ts
 * const lanes = new Lanes(vocabulary.encode(text), { lanes: 50 });
 * for (let start = 0; start < lanes.length; start += 50) {
 *   const { inputs, targets } = lanes.window(start, 50); // [50, 50] each; the last may be shorter
 * }
 * ```
 */
export class Lanes {
  /** `B`, the number of lanes, in a group those of this rank. */
  readonly lanes: number;
  /** The first of them among the lanes of all ranks. */
  readonly first: number;
  /** The number of lanes of all ranks. */
  readonly total: number;
  /** The number of steps of the longest lane: `ceil(P / B)`, or `floor(P / B)` in a group. */
  readonly length: number;
  readonly #ids: Int32Array;
  /**
   * The number of ids at the beginning. A buffer that is transferred to another thread leaves none.
   */
  readonly #symbols: number;
  /** `[B + 1]` The position in the text where each lane begins, and where the last one ends. */
  readonly #starts: Float64Array;

  /**
   * @param ids `[N]` The symbols of the text. An `Int32Array` is kept, other arrays are copied.
   * @throws ArgumentError if `ids` is not a list of whole numbers of at least 0, if `lanes` is not
   * a whole number of at least 1, if there are fewer pairs than lanes, or if the group has no rank
   * and size or has more ranks than there are lanes.
   */
  constructor(ids: ArrayLike<number>, options: LanesOptions) {
    requireOptions('Lanes', options, { lanes: true, group: true });
    const { lanes, group } = options;
    requireRange('Lanes', 'lanes', lanes, SIZE);
    this.#ids = toIds('Lanes', ids);
    this.#symbols = this.#ids.length;
    const cut = cutIntoLanes('Lanes', this.#symbols, lanes, group);
    this.lanes = cut.lanes;
    this.first = cut.first;
    this.total = lanes;
    this.length = cut.length;
    this.#starts = cut.starts;
  }

  /**
   * Returns the `T = min(length, this.length - start)` steps from step `start`, in new arrays.
   *
   * @throws ArgumentError if `start` is not a step of the lanes, or if `length` is not a whole
   * number of at least 1.
   */
  window(start: number, length: number): LaneWindow {
    requireLaneWindow('Lanes.window', start, length, this.length);
    const ids = this.#ids;
    if (ids.length !== this.#symbols) {
      throw new ArgumentError(
        'Lanes.window',
        `the array of ids has ${ids.length} elements but had ${this.#symbols} when the lanes were made; keep it as it was, or pass a copy.`,
        { ids: ids.length, expected: this.#symbols },
      );
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
        inputs[t * this.lanes + b] = ids[from + t] as number;
        targets[t * this.lanes + b] = ids[from + t + 1] as number;
      }
      count += valid;
    }
    return { inputs: { shape, data: inputs }, targets: { shape, data: targets }, count };
  }
}
