import { describe, isInRange, requireList } from './arguments.js';
import type { Floats } from './arrays.js';
import { ArgumentError, FormatError, ShapeError } from './errors.js';
import { requireFloats } from './require-floats.js';

/** How a {@link Scaler} measures a column. */
export type ScalerKind = 'standard' | 'minMax' | 'robust';

/** What `JSON.stringify` writes of a {@link Scaler}. */
export interface ScalerJSON {
  /** `[D]` The number that is subtracted from each column. */
  readonly center: readonly number[];
  /** `[D]` The number that the difference is divided by. */
  readonly scale: readonly number[];
}

/**
 * Brings the columns of numbers `[..., D]` to a common scale: `y = (x - center) / scale`, with a
 * center and a scale for each column. Fit it to the training data only, and save it with the model:
 * `JSON.stringify(scaler)`.
 *
 * ```ts
 * const scaler = Scaler.fit('standard', training);
 * const x = scaler.transform(validation);
 * const original = scaler.inverse(x);
 * ```
 */
export class Scaler {
  /** `[D]` The number that is subtracted from each column. */
  readonly center: readonly number[];
  /** `[D]` The number that the difference is divided by. */
  readonly scale: readonly number[];

  private constructor(center: readonly number[], scale: readonly number[]) {
    this.center = center;
    this.scale = scale;
  }

  /**
   * Measures the columns of training data.
   *
   * `standard`: the mean and the standard deviation (divided by the count). `minMax`: the smallest
   * number and the range, so that the data becomes 0 to 1. `robust`: the median and the
   * interquartile range, which outliers hardly change. A column of equal numbers has the scale 1.
   * The definitions are those of scikit-learn.
   *
   * @param values `[..., D]`
   * @throws ArgumentError if the kind is unknown, there are no rows, or a number is not finite.
   * @throws ShapeError if the numbers do not fill their shape.
   */
  static fit(kind: ScalerKind, values: Floats): Scaler {
    if (kind !== 'standard' && kind !== 'minMax' && kind !== 'robust') {
      throw new ArgumentError(
        'Scaler.fit',
        `there is no kind ${describe(kind)}; it must be 'standard', 'minMax' or 'robust'.`,
        { kind },
      );
    }
    const columns = requireFloats('Scaler.fit', 'the values', values);
    const rows = values.data.length / columns || 0;
    if (rows === 0) {
      throw new ArgumentError('Scaler.fit', 'there are no rows to measure; give at least one.');
    }
    const measured = Array.from({ length: columns }, (_, j) =>
      measure(
        kind,
        Float64Array.from({ length: rows }, (__, row) => values.data[row * columns + j] as number),
      ),
    );
    return new Scaler(
      measured.map(({ center }) => center),
      measured.map(({ scale }) => scale || 1),
    );
  }

  /**
   * Makes a scaler of what `JSON.parse` returns for a saved one.
   *
   * @throws FormatError if it is not well formed.
   */
  static fromJSON(value: unknown): Scaler {
    const { center, scale } = (value ?? {}) as { readonly center?: unknown; readonly scale?: unknown };
    const areNumbers = (list: unknown): list is number[] =>
      Array.isArray(list) && Array.from(list as unknown[]).every((x) => isInRange(x, {}));
    if (areNumbers(center) && areNumbers(scale) && center.length === scale.length && !scale.includes(0)) {
      return new Scaler([...center], [...scale]);
    }
    throw new FormatError(
      'Scaler.fromJSON',
      'the value is not a saved scaler: it must be { center, scale }, two lists of finite numbers of one length, and no scale may be 0.',
      { value },
    );
  }

  /**
   * Returns the scaler of some columns, such as that of the target.
   *
   * @throws ArgumentError if there is no such column.
   */
  columns(columns: ArrayLike<number>): Scaler {
    requireList('Scaler.columns', 'columns', columns, 'column numbers');
    const chosen = Array.from(columns, (column) => {
      if (isInRange(column, { least: 0, most: this.center.length - 1, whole: true })) return column;
      throw new ArgumentError(
        'Scaler.columns',
        `there is no column ${describe(column)}; ${this.center.length === 0 ? 'the scaler has none' : `columns are whole numbers from 0 to ${this.center.length - 1}`}.`,
        { column },
      );
    });
    return new Scaler(
      chosen.map((column) => this.center[column] as number),
      chosen.map((column) => this.scale[column] as number),
    );
  }

  /**
   * Returns `(x - center) / scale`, in a new array.
   *
   * @throws ArgumentError if a number is not finite.
   * @throws ShapeError if the values have another number of columns.
   */
  transform(values: Floats): Floats {
    return this.#apply('Scaler.transform', values, (x, center, scale) => (x - center) / scale);
  }

  /**
   * Returns `x scale + center`, in a new array: the numbers before `transform`.
   *
   * @throws ArgumentError if a number is not finite.
   * @throws ShapeError if the values have another number of columns.
   */
  inverse(values: Floats): Floats {
    return this.#apply('Scaler.inverse', values, (x, center, scale) => x * scale + center);
  }

  /** Returns what `JSON.stringify` writes. */
  toJSON(): ScalerJSON {
    return { center: this.center, scale: this.scale };
  }

  #apply(
    operation: string,
    values: Floats,
    map: (x: number, center: number, scale: number) => number,
  ): Floats {
    const columns = requireFloats(operation, 'the values', values);
    if (columns !== this.center.length) {
      throw new ShapeError(
        operation,
        `the values [${values.shape.join(', ')}] have ${columns} columns, the scaler has ${this.center.length}; they must be as many.`,
        { shape: values.shape, columns: this.center.length },
      );
    }
    const data = values.data.map((x, i) =>
      map(x, this.center[i % columns] as number, this.scale[i % columns] as number),
    );
    return { shape: [...values.shape], data };
  }
}

function measure(
  kind: ScalerKind,
  column: Float64Array,
): { readonly center: number; readonly scale: number } {
  if (kind === 'standard') {
    const center = column.reduce((sum, x) => sum + x, 0) / column.length;
    const variance = column.reduce((sum, x) => sum + (x - center) ** 2, 0) / column.length;
    // Equal numbers may differ from their mean by a rounding.
    const isConstant = column.every((x) => x === column[0]);
    return { center, scale: isConstant ? 1 : Math.sqrt(variance) };
  }
  const sorted = column.toSorted();
  if (kind === 'minMax') {
    const [least, most] = [sorted[0] as number, sorted.at(-1) as number];
    return { center: least, scale: most - least };
  }
  return { center: quantile(sorted, 0.5), scale: quantile(sorted, 0.75) - quantile(sorted, 0.25) };
}

/** Returns a quantile of sorted numbers, interpolated linearly between neighbors. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)] as number, sorted[Math.ceil(place)] as number];
  return below + (place - Math.floor(place)) * (above - below);
}
