import { COUNT, describe, requireRange, SIZE } from '../arguments.js';
import { ArgumentError, ShapeError } from '../errors.js';
import type { Random } from '../random/random.js';
import { formatShape, sizeOf } from '../tensor/shape.js';

/** The lanes of one process among those of all processes, such as `Lanes` of `@tbptt/data` in a group. */
export interface LanesOfAll {
  /** The first lane of this process. */
  readonly first: number;
  /** The number of its lanes. */
  readonly lanes: number;
  /** The number of lanes of all processes. */
  readonly total: number;
}

/** @throws ArgumentError unless the lanes are some of all. */
export function requireLanesOfAll(operation: string, given: unknown): void {
  if (given === undefined) return;
  if (typeof given !== 'object' || given === null) {
    throw new ArgumentError(
      operation,
      `lanes is ${describe(given)}; it must be { first, lanes, total }, such as Lanes of @tbptt/data in a group.`,
      { lanes: given },
    );
  }
  const { first, lanes, total } = given as { readonly [Name in keyof LanesOfAll]: unknown };
  requireRange(operation, 'lanes.total', total, SIZE);
  requireRange(operation, 'lanes.lanes', lanes, { ...SIZE, most: total as number });
  requireRange(operation, 'lanes.first', first, { ...COUNT, most: (total as number) - (lanes as number) });
}

/**
 * Returns a mask that is 0 with the given probability and 1 otherwise, from one number of the
 * generator for each element in row-major order. With `lanes` the shape is `[..., B, D]`, and the
 * mask is the one that a single process would draw for the lanes of all processes: every process
 * draws all numbers, and uses those of its own lanes.
 *
 * @throws ShapeError if the axis before the last is not that of the lanes.
 */
export function drawKept(
  operation: string,
  shape: readonly number[],
  probability: number,
  random: Random,
  lanes?: LanesOfAll,
): Float32Array {
  const threshold = probability * 2 ** 32;
  const kept = new Float32Array(sizeOf(shape));
  const { first, total, own } = lanes === undefined ? WHOLE : partOf(operation, shape, lanes);
  const width = lanes === undefined ? kept.length : (shape.at(-1) as number);
  const [before, inside, after] = [first * width, own * width, (total - first - own) * width];
  for (let start = 0; start < kept.length; start += inside) {
    for (let i = 0; i < before; i++) random.uint32();
    for (let i = start; i < start + inside; i++) kept[i] = random.uint32() < threshold ? 0 : 1;
    for (let i = 0; i < after; i++) random.uint32();
  }
  return kept;
}

/** The part of a process that draws alone. */
const WHOLE = { first: 0, own: 1, total: 1 } as const;

function partOf(operation: string, shape: readonly number[], { first, lanes, total }: LanesOfAll) {
  if (shape.length >= 2 && shape.at(-2) === lanes) return { first, own: lanes, total };
  throw new ShapeError(
    operation,
    `the input is ${formatShape(shape)}, but the axis before its last must be that of the ${lanes} lanes of this process. For what has no lanes, ` +
      'such as weights, leave the option lanes out.',
    { shape, lanes },
  );
}
