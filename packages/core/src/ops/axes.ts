import { type OptionNames, requireFlag, requireOptions } from '../arguments.js';
import { ArgumentError } from '../errors.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { formatShape, normalizedAxis, type Shape, sizeOf } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { permuted } from './permute.js';

/** Options of reductions. */
export interface ReductionOptions {
  /** Whether the axes are kept, with length 1. Default: false, they are removed. */
  readonly keepDims?: boolean;
}

/** The options of a reduction that has no others. */
const REDUCTION_OPTIONS: OptionNames<ReductionOptions> = { keepDims: true };

/** An array of `outer` times `length` times `inner` elements, whose middle axis is reduced. */
export interface ReducedAxis {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
  /** The shape of the result. */
  readonly shape: Shape;
}

/** An array, whose axes may have been permuted, and how it is reduced. */
export interface Reduced extends ReducedAxis {
  readonly x: Tensor;
}

/**
 * Checks the arguments of a reduction, and brings the reduced axes side by side. With `toEnd`, they
 * become the last axes.
 *
 * @throws ArgumentError if `x` is not a tensor, an axis is named twice, or an option is unknown.
 * @throws ShapeError if `x` has no such axis.
 */
export function reduced(
  name: string,
  x: Tensor,
  axes: number | readonly number[] | undefined,
  options: ReductionOptions,
  toEnd = false,
): Reduced {
  requireTensor(name, 'x', x);
  const { keepDims = false } = options;
  requireFlag(name, 'keepDims', keepDims);
  const chosen = requireAxes(name, x.shape, axes);
  const isChosen = x.shape.map((_, axis) => chosen.has(axis));
  const shape = keepDims
    ? x.shape.map((length, axis) => (isChosen[axis] === true ? 1 : length))
    : x.shape.filter((_, axis) => isChosen[axis] !== true);
  const first = isChosen.findIndex((is, axis) => is && x.shape[axis] !== 1);
  const last = isChosen.findLastIndex((is, axis) => is && x.shape[axis] !== 1);
  if (first < 0) return { x, outer: x.size, length: 1, inner: 1, shape };
  const isRun = x.shape.every(
    (length, axis) => axis < first || axis > last || length === 1 || isChosen[axis] === true,
  );
  const inner = sizeOf(x.shape.slice(last + 1));
  if (isRun && (inner === 1 || !toEnd)) {
    const length = sizeOf(x.shape.slice(first, last + 1));
    return { x, outer: sizeOf(x.shape.slice(0, first)), length, inner, shape };
  }
  const stay = [...x.shape.keys()].filter((axis) => isChosen[axis] !== true);
  const go = [...x.shape.keys()].filter((axis) => isChosen[axis] === true);
  const lengthsOf = (list: readonly number[]): Shape => list.map((axis) => x.shape[axis] as number);
  return {
    x: permuted(x, [...stay, ...go]),
    outer: sizeOf(lengthsOf(stay)),
    length: sizeOf(lengthsOf(go)),
    inner: 1,
    shape,
  };
}

/**
 * Returns the axes that are named, or all axes, counted from the front.
 *
 * @throws ArgumentError if an axis is named twice.
 * @throws ShapeError if the shape has no such axis.
 */
export function requireAxes(
  name: string,
  shape: Shape,
  axes: number | readonly number[] | undefined,
): ReadonlySet<number> {
  if (axes === undefined) return new Set(shape.keys());
  const listed: readonly number[] = Array.isArray(axes) ? axes : [axes];
  const normalized = Array.from(listed, (axis) => normalizedAxis(name, shape, axis));
  const chosen = new Set(normalized);
  if (chosen.size === normalized.length) return chosen;
  throw new ArgumentError(name, `the axes ${formatShape(listed)} name an axis twice; name each once.`, {
    axes,
    shape,
  });
}

/** Checks the options of a reduction that has no others. */
export function requireReductionOptions(name: string, options: ReductionOptions): void {
  requireOptions(name, options, REDUCTION_OPTIONS);
}
