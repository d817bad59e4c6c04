import { describe } from '../arguments.js';
import { alias, operation } from '../autodiff/operation.js';
import type { Scope } from '../autodiff/scope.js';
import { ArgumentError } from '../errors.js';
import { gatherRowsKernels } from '../kernels/rows/gather-rows.js';
import { transposeKernels } from '../kernels/rows/transpose.js';
import type { Address } from '../memory/block-allocator.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { formatShape, normalizedAxis, type Shape, sizeOf } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';

/**
 * Returns the axes of `x` in another order: axis `i` of the result is axis `axes[i]` of `x`. The
 * numbers are copied, unless only axes of length 1 move.
 *
 * @param axes every axis once. Negative axes count from the end.
 * @throws ArgumentError if `x` is not a tensor, or `axes` does not name every axis once.
 * @throws ShapeError if `x` has no such axis.
 */
export function permute(x: Tensor, axes: readonly number[]): Tensor {
  requireTensor('permute', 'x', x);
  return permuted(x, requirePermutation(x.shape, axes));
}

/**
 * Exchanges two axes of `x`, by default the last two: `[..., M, N]` to `[..., N, M]`.
 *
 * @param first Default: -2.
 * @param second Default: -1.
 * @throws ArgumentError if `x` is not a tensor.
 * @throws ShapeError if `x` has no such axis.
 */
export function transpose(x: Tensor, first = -2, second = -1): Tensor {
  requireTensor('transpose', 'x', x);
  const a = normalizedAxis('transpose', x.shape, first);
  const b = normalizedAxis('transpose', x.shape, second);
  return permuted(x, [...x.shape.keys()].with(a, b).with(b, a));
}

/** Returns the axes of `x` in an order that has been checked. */
export function permuted(x: Tensor, axes: readonly number[]): Tensor {
  const shape = axes.map((axis) => x.shape[axis] as number);
  const { lengths, order } = merged(x.shape, axes);
  if (order.length < 2 || x.size === 0) return alias(x, shape);
  return operation([x], shape, (scope, y) => {
    move(scope, scope.at(x), lengths, order, scope.at(y), false);
    return () => {
      const inverse = order.map((_, axis) => order.indexOf(axis));
      const moved = order.map((axis) => lengths[axis] as number);
      move(scope, scope.gradientAt(y), moved, inverse, scope.gradientAt(x), true);
    };
  });
}

function requirePermutation(shape: Shape, axes: readonly number[]): readonly number[] {
  const isList: boolean = Array.isArray(axes);
  const normalized = isList ? Array.from(axes, (axis) => normalizedAxis('permute', shape, axis)) : [];
  if (isList && normalized.length === shape.length && new Set(normalized).size === shape.length) {
    return normalized;
  }
  const given = isList ? formatShape(axes) : describe(axes);
  throw new ArgumentError(
    'permute',
    `the axes are ${given}; they must name each of the ${shape.length} axes of ${formatShape(shape)} once.`,
    { axes, shape },
  );
}

/**
 * Returns the same permutation with as few axes as possible. Axes of length 1 are left out, and
 * neighbors that remain neighbors are merged.
 */
function merged(shape: Shape, axes: readonly number[]): { lengths: number[]; order: number[] } {
  const moving = axes.filter((axis) => shape[axis] !== 1);
  const groups: number[][] = [];
  for (const axis of moving) {
    const last = groups.at(-1);
    const follows = last !== undefined && !hasLonger(shape, (last.at(-1) as number) + 1, axis);
    if (follows && axis > (last.at(-1) as number)) last.push(axis);
    else groups.push([axis]);
  }
  const sorted = groups.toSorted((a, b) => (a[0] as number) - (b[0] as number));
  return {
    lengths: sorted.map((group) => sizeOf(group.map((axis) => shape[axis] as number))),
    order: groups.map((group) => sorted.indexOf(group)),
  };
}

/** Returns whether one of the axes from `start` to before `end` is longer than 1. */
function hasLonger(shape: Shape, start: number, end: number): boolean {
  for (let axis = start; axis < end; axis++) if (shape[axis] !== 1) return true;
  return false;
}

/** Copies, or adds, an array with its axes in another order. At least two axes move. */
function move(
  scope: Scope,
  from: Address,
  lengths: readonly number[],
  order: readonly number[],
  to: Address,
  accumulate: boolean,
): void {
  const last = order.at(-1) as number;
  const before = sizeOf(lengths.slice(0, last));
  const length = lengths[last] as number;
  const after = sizeOf(lengths.slice(last + 1));
  const { transpose } = scope.kernels.of(transposeKernels);
  // The axis that becomes the last one moves there first. No more is needed if the others keep their order.
  const others = order.slice(0, -1);
  if (others.every((axis, i) => i === 0 || axis > (others[i - 1] as number))) {
    transpose(from, before, length, after, to, accumulate);
    return;
  }
  let rows = from;
  if (after > 1) {
    rows = scope.allocate(before * length * after);
    transpose(from, before, length, after, rows, false);
  }
  const remaining = lengths.toSpliced(last, 1);
  const places = placesOf(
    remaining,
    others.map((axis) => (axis > last ? axis - 1 : axis)),
  );
  const { gatherRows } = scope.kernels.of(gatherRowsKernels);
  gatherRows(rows, scope.copyIn(places), places.length, length, to, accumulate);
}

/** Returns, for each element of the result, its place in an array of the given lengths. */
function placesOf(lengths: readonly number[], order: readonly number[]): Int32Array {
  const strides = lengths.map((_, axis) => sizeOf(lengths.slice(axis + 1)));
  const places = new Int32Array(sizeOf(lengths));
  let filled = 1;
  for (const axis of order.toReversed()) {
    const [length, stride] = [lengths[axis] as number, strides[axis] as number];
    for (let i = 1; i < length; i++) {
      for (let j = 0; j < filled; j++) places[i * filled + j] = (places[j] as number) + i * stride;
    }
    filled *= length;
  }
  return places;
}
