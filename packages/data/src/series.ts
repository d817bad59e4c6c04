import { COUNT, describe, isInRange, requireList, requireOptions, requireRange, SIZE } from './arguments.js';
import { type Floats, zeros } from './arrays.js';
import { ArgumentError, ShapeError } from './errors.js';
import { requireLaneWindow } from './lane-cut.js';
import { laneShare, type Rank } from './lane-share.js';
import { requireFloats } from './require-floats.js';

/** How {@link Series} reads its rows; `X` is what it makes of numbers. */
export interface SeriesOptions<X> {
  /** `B`, the number of parts that are read side by side, over all ranks. Default: 1. */
  readonly lanes?: number;
  /**
   * The processes that train together, such as `await world()` of `@tbptt/mpi`. Each has its share of
   * the lanes: rank `r` of `n` those from `floor(r B / n)` on. Default: one process has all.
   */
  readonly group?: Rank;
  /** `[N, E]` The numbers to predict. Default: the values themselves. */
  readonly targets?: Floats;
  /** The number of rows from an input to its target; 0 for the target of the same row. Default: 1. */
  readonly horizon?: number;
  /**
   * Makes the arrays of a window. With `tensor` of `@tbptt/core` a series is a stream of
   * `truncatedBPTT`. Default: windows of plain numbers, {@link Floats}.
   */
  readonly tensor?: (shape: readonly number[], data: Float32Array) => X;
}

/** Some time steps of all lanes. */
export interface SeriesWindow<X> {
  /** `[T, B, D]` */
  readonly inputs: X;
  /** `[T, B, E]` The target of each input. */
  readonly targets: X;
  /** The number of targets, `T * B`. */
  readonly count: number;
}

/**
 * Numbers that follow one another in time, `[N, D]`, with a target for each row: the row `horizon`
 * rows later, of the same numbers or of `targets`. A series is cut into lanes that are read side by
 * side, as {@link Lanes} does with texts, or into windows that start anywhere.
 *
 * `N` rows have `P = N - horizon` pairs. Lanes have `floor(P / B)` steps each; the first `P mod B`
 * pairs, the oldest, are left out, so that all lanes are equally long.
 *
 * ```ts
 * const series = new Series(scaled, { lanes: 8, horizon: 24, tensor });
 * for (const { loss } of truncatedBPTT(model, series, { k1: 48, optimizer, loss: meanSquaredError })) ...
 *
 * const starts = series.starts({ steps: 48, stride: 24 });
 * for (const batch of batches(starts.length, { size: 32, random })) {
 *   const { inputs, targets } = series.at(batch.map((i) => starts[i]), 48); // [48, 32, D], [48, 32, E]
 * }
 * ```
 */
export class Series<X = Floats> {
  /** `B`, in a group the lanes of this rank. */
  readonly lanes: number;
  /** The first of them among the lanes of all ranks. */
  readonly first: number;
  /** The number of lanes of all ranks. */
  readonly total: number;
  /** The number of steps of each lane. */
  readonly length: number;
  /** `P`, the number of inputs that have a target. */
  readonly pairs: number;
  readonly horizon: number;
  /** The row of the first input of the lanes. */
  readonly #oldest: number;
  readonly #values: Floats;
  readonly #targets: Floats;
  readonly #tensor: ((shape: readonly number[], data: Float32Array) => X) | undefined;

  /**
   * @param values `[N, D]` The numbers are kept, not copied.
   * @throws ArgumentError if the numbers are not finite, an option is unknown or has a value that it
   * must not have, there are fewer pairs than lanes, or fewer lanes than ranks.
   * @throws ShapeError if the values are not `[N, D]`, or there are more or fewer targets.
   */
  constructor(values: Floats, options: SeriesOptions<X> = {}) {
    requireOptions('Series', options, {
      lanes: true,
      group: true,
      targets: true,
      horizon: true,
      tensor: true,
    });
    const { lanes = 1, group, targets = values, horizon = 1, tensor } = options;
    const rows = requireRows('the values', values);
    if (requireRows('the targets', targets) !== rows) {
      throw new ShapeError(
        'Series',
        `the values are [${values.shape.join(', ')}], the targets [${targets.shape.join(', ')}]; they must have as many rows.`,
        { values: values.shape, targets: targets.shape },
      );
    }
    requireRange('Series', 'lanes', lanes, SIZE);
    requireRange('Series', 'horizon', horizon, COUNT);
    if (tensor !== undefined && typeof tensor !== 'function') {
      throw new ArgumentError(
        'Series',
        `tensor is ${describe(tensor)}; it must be a function of a shape and numbers, such as tensor of @tbptt/core.`,
        { tensor },
      );
    }
    this.pairs = Math.max(0, rows - horizon);
    const share = group === undefined ? { first: 0, lanes } : laneShare('Series', lanes, group);
    this.lanes = share.lanes;
    this.first = share.first;
    this.total = lanes;
    this.horizon = horizon;
    this.length = Math.floor(this.pairs / lanes);
    this.#oldest = this.pairs - this.length * lanes + share.first * this.length;
    if (this.length === 0) {
      throw new ArgumentError(
        'Series',
        `${rows} rows have ${this.pairs} targets ${horizon} rows later, too few for ${lanes} lanes; give at least ${lanes + horizon} rows.`,
        { rows, horizon, lanes },
      );
    }
    this.#values = values;
    this.#targets = targets;
    this.#tensor = tensor;
  }

  /**
   * Returns the `T = min(length, this.length - start)` steps of all lanes from step `start`.
   *
   * @throws ArgumentError if `start` is not a step of the lanes, or `length` is not a whole number of
   * at least 1.
   */
  window(start: number, length: number): SeriesWindow<X> {
    requireLaneWindow('Series.window', start, length, this.length);
    const steps = Math.min(length, this.length - start);
    return this.#read(
      Array.from({ length: this.lanes }, (_, lane) => this.#oldest + start + lane * this.length),
      steps,
    );
  }

  /**
   * Returns the rows at which windows of `steps` steps start, every `stride` rows.
   *
   * @throws ArgumentError if an option is unknown or not a whole number of at least 1.
   */
  starts(options: { readonly steps: number; readonly stride?: number }): Int32Array {
    requireOptions('Series.starts', options, { steps: true, stride: true });
    const { steps, stride = 1 } = options;
    requireRange('Series.starts', 'steps', steps, SIZE);
    requireRange('Series.starts', 'stride', stride, SIZE);
    const length = Math.max(0, Math.floor((this.pairs - steps) / stride) + 1);
    return Int32Array.from({ length }, (_, i) => i * stride);
  }

  /**
   * Returns windows of `steps` steps that start at the given rows, side by side.
   *
   * @throws ArgumentError if a window is not within the pairs.
   */
  at(starts: ArrayLike<number>, steps: number): SeriesWindow<X> {
    requireList('Series.at', 'starts', starts, 'row numbers');
    requireRange('Series.at', 'steps', steps, SIZE);
    const most = this.pairs - steps;
    const checked = Array.from(starts, (start) => {
      if (isInRange(start, { least: 0, most, whole: true })) return start;
      throw new ArgumentError(
        'Series.at',
        `a window of ${steps} steps from row ${describe(start)} was asked of ${this.pairs} pairs; ${most < 0 ? 'it must have at most as many steps' : `it must start at a whole number from 0 to ${most}`}.`,
        { start, steps, pairs: this.pairs },
      );
    });
    return this.#read(checked, steps);
  }

  #read(starts: readonly number[], steps: number): SeriesWindow<X> {
    return {
      inputs: this.#rows(this.#values, starts, steps, 0),
      targets: this.#rows(this.#targets, starts, steps, this.horizon),
      count: steps * starts.length,
    };
  }

  #rows({ shape, data }: Floats, starts: readonly number[], steps: number, shift: number): X {
    const [, columns = 0] = shape;
    const read = zeros('Series', 'the window', Float32Array, steps * starts.length * columns);
    for (let t = 0; t < steps; t++) {
      starts.forEach((start, lane) => {
        const from = (start + t + shift) * columns;
        read.set(data.subarray(from, from + columns), (t * starts.length + lane) * columns);
      });
    }
    const made: readonly number[] = [steps, starts.length, columns];
    return this.#tensor === undefined ? ({ shape: made, data: read } as X) : this.#tensor(made, read);
  }
}

/** Checks numbers `[N, D]` and returns N. */
function requireRows(name: string, floats: Floats): number {
  requireFloats('Series', name, floats);
  if (floats.shape.length === 2) return floats.shape[0] as number;
  throw new ShapeError(
    'Series',
    `${name} are [${floats.shape.join(', ')}]; they must have two axes, [N, D].`,
    { shape: floats.shape },
  );
}
