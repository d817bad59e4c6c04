import { COUNT, describe, isInRange, requireList, requireOptions, requireRange } from './arguments.js';
import { ArgumentError } from './errors.js';
import { type Random, requireRandom, wholeNumber } from './random.js';

/** How {@link chronologicalSplit} divides rows. */
export interface ChronologicalSplitOptions {
  /** The share of the rows that validate, between 0 and 1. */
  readonly validation: number;
  /** The share of the rows that test, at the end. Default: 0. */
  readonly test?: number;
  /**
   * The number of rows left out before each part but the first, such as the horizon of a forecast, so
   * that no part sees the targets of the one before. Default: 0.
   */
  readonly gap?: number;
}

/** Rows from `start` to before `end`. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** The parts of rows in their order in time. */
export interface ChronologicalSplit {
  readonly training: RowRange;
  readonly validation: RowRange;
  /** Empty if no share was requested. */
  readonly test: RowRange;
}

/**
 * Divides rows that follow one another in time: the oldest train, later ones validate, the latest
 * test. Shuffled rows would let a model see the future of what it is measured on.
 *
 * @throws ArgumentError if `rows` is not a whole number of at least 0, an option is unknown or has a
 * value that it must not have, or a part would be empty.
 */
export function chronologicalSplit(rows: number, options: ChronologicalSplitOptions): ChronologicalSplit {
  const name = 'chronologicalSplit';
  requireRange(name, 'rows', rows, COUNT);
  requireOptions(name, options, { validation: true, test: true, gap: true });
  const { validation, test = 0, gap = 0 } = options;
  requireRange(name, 'gap', gap, COUNT);
  const share = { least: 0, most: 1 };
  const areShares = isInRange(validation, share) && isInRange(test, share);
  const [held, tested] = areShares ? [Math.round(rows * validation), Math.round(rows * test)] : [0, 0];
  const testStart = rows - tested;
  const validationStart = testStart - (tested > 0 ? gap : 0) - held;
  const trainingEnd = validationStart - gap;
  if (held > 0 && trainingEnd > 0 && (tested > 0 || test === 0)) {
    return {
      training: { start: 0, end: trainingEnd },
      validation: { start: validationStart, end: validationStart + held },
      test: { start: testStart, end: rows },
    };
  }
  throw new ArgumentError(
    name,
    `shares of ${describe(validation)} and ${describe(test)} of ${rows} rows with gaps of ${gap} leave a part without rows; ` +
      'give shares between 0 and 1, and rows enough for all parts.',
    { rows, validation, test, gap },
  );
}

/** How {@link stratifiedSplit} divides samples. */
export interface StratifiedSplitOptions {
  /** The share of each class that validates, between 0 and 1. */
  readonly validation: number;
  /** Draws the samples. */
  readonly random: Random;
}

/** The samples of each part, in ascending order. */
export interface StratifiedSplit {
  readonly training: Int32Array;
  readonly validation: Int32Array;
}

/**
 * Divides samples at random so that each class has the same share in both parts, up to one sample:
 * `round(N validation)` samples validate, and each class gives the whole part of its share; the
 * classes with the largest remainders give one more.
 *
 * @param classes `[N]` The class of each sample.
 * @throws ArgumentError if the classes are not a list of whole numbers of at least 0, an option is
 * unknown or missing, or a part would be empty.
 */
export function stratifiedSplit(
  classes: ArrayLike<number>,
  options: StratifiedSplitOptions,
): StratifiedSplit {
  const name = 'stratifiedSplit';
  requireList(name, 'classes', classes, 'class numbers');
  requireOptions(name, options, { validation: true, random: true });
  const { validation, random } = options;
  requireRandom(name, random);
  const samples = new Map<number, number[]>();
  Array.from(classes, (one, sample) => {
    requireRange(name, `the class of sample ${sample}`, one, COUNT);
    const known = samples.get(one);
    if (known === undefined) samples.set(one, [sample]);
    else known.push(sample);
  });
  const total = isInRange(validation, { least: 0, most: 1 }) ? Math.round(classes.length * validation) : 0;
  if (total === 0 || total >= classes.length) {
    throw new ArgumentError(
      name,
      `a validation share of ${describe(validation)} of ${classes.length} samples leaves a part without samples; give a share between 0 and 1.`,
      { validation, samples: classes.length },
    );
  }
  const groups = [...samples]
    .toSorted(([a], [b]) => a - b)
    .map(([, members]) => {
      const exact = (members.length * total) / classes.length;
      return { members, held: Math.floor(exact), remainder: exact - Math.floor(exact) };
    });
  let rest = total - groups.reduce((sum, { held }) => sum + held, 0);
  for (const group of groups.toSorted((a, b) => b.remainder - a.remainder)) {
    if (rest === 0) break;
    group.held++;
    rest--;
  }
  const held = new Set<number>();
  for (const { members, held: count } of groups) {
    const pool = [...members];
    for (let i = 0; i < count; i++) {
      const at = wholeNumber(random, i, pool.length - 1);
      const drawn = pool[at] as number;
      pool[at] = pool[i] as number;
      held.add(drawn);
    }
  }
  const parts = (isHeld: boolean): Int32Array =>
    Int32Array.from({ length: classes.length }, (_, sample) => sample).filter(
      (sample) => held.has(sample) === isHeld,
    );
  return { training: parts(false), validation: parts(true) };
}
