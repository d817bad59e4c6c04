import { COUNT, describe, isInRange } from '../arguments.js';
import { alias, operation } from '../autodiff/operation.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { requireTensor, requireTensors } from '../tensor/require-tensor.js';
import {
  describeShape,
  formatShape,
  normalizedAxis,
  requireShape,
  type Shape,
  sameShape,
  sizeOf,
  splitAt,
} from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { copyRows } from './copy-rows.js';

/**
 * Returns the same numbers under another shape of the same size. One length may be -1: it follows
 * from the others. Nothing is copied.
 *
 * @throws ArgumentError if `x` is not a tensor, or the shape is no list.
 * @throws ShapeError if the sizes differ, or a length is neither -1 nor a whole number of at least
 * 0.
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  requireTensor('reshape', 'x', x);
  if (!Array.isArray(shape)) requireShape('reshape', shape);
  const isOpen = (length: unknown): boolean => length === -1;
  if (!Array.from<unknown>(shape).every((length) => isOpen(length) || isInRange(length, COUNT))) {
    throw cannotBecome(x, shape);
  }
  const known = sizeOf(shape.filter((length) => !isOpen(length)));
  const resolved = shape.map((length) => (isOpen(length) ? x.size / known : length));
  const isWhole = resolved.every((length) => isInRange(length, COUNT));
  if (shape.filter(isOpen).length > 1 || sizeOf(resolved) !== x.size || !isWhole) {
    throw cannotBecome(x, shape);
  }
  return alias(x, resolved);
}

function cannotBecome(x: Tensor, shape: readonly unknown[]): ShapeError {
  return new ShapeError(
    'reshape',
    `${formatShape(x.shape)} has ${x.size} elements and cannot become ${describeShape(shape)}; the sizes must be equal.`,
    { from: x.shape, to: shape },
  );
}

/**
 * Returns the elements `start <= i < end` along an axis. Along the first axis nothing is copied.
 *
 * @throws ArgumentError if `x` is not a tensor, or the range is not within the axis.
 * @throws ShapeError if `x` has no such axis.
 */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  requireTensor('slice', 'x', x);
  const normalized = normalizedAxis('slice', x.shape, axis);
  const { outer, length, inner } = splitAt(x.shape, normalized);
  if (!isInRange(start, COUNT) || !isInRange(end, { least: start, most: length, whole: true })) {
    throw new ArgumentError(
      'slice',
      `the range ${describe(start)} to ${describe(end)} is not within axis ${axis} of ${formatShape(x.shape)}; it must be within 0 to ${length}.`,
      { start, end, axis, shape: x.shape },
    );
  }
  const shape = x.shape.with(normalized, end - start);
  if (outer === 1) return alias(x, shape, start * inner);
  const width = (end - start) * inner;
  return operation([x], shape, (scope, y) => {
    const shift = start * inner * scope.memory.elementBytes;
    copyRows(scope, 'assign', outer, width, scope.at(x) + shift, length * inner, scope.at(y), width);
    return () => {
      const dx = scope.gradientAt(x) + shift;
      copyRows(scope, 'accumulate', outer, width, scope.gradientAt(y), width, dx, length * inner);
    };
  });
}

/**
 * Joins tensors along an axis. They may differ in the length of that axis only.
 *
 * @param axis Default: 0.
 * @throws ArgumentError if there are no tensors, or an element is not a tensor.
 * @throws ShapeError if there is no such axis, or the tensors differ in another one.
 */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
  requireTensors('concat', 'the tensors', tensors);
  const [first] = tensors;
  if (first === undefined) throw new ArgumentError('concat', 'there are no tensors; give at least one.');
  const normalized = normalizedAxis('concat', first.shape, axis);
  let total = 0;
  for (const { shape } of tensors) {
    if (
      shape.length !== first.shape.length ||
      !sameShape(shape.with(normalized, 0), first.shape.with(normalized, 0))
    ) {
      throw new ShapeError(
        'concat',
        `${formatShape(first.shape)} and ${formatShape(shape)} differ in more than axis ${axis}; all other axes must be equal.`,
        { shapes: [first.shape, shape], axis },
      );
    }
    total += shape[normalized] as number;
  }
  const { outer, inner } = splitAt(first.shape, normalized);
  return operation(tensors, first.shape.with(normalized, total), (scope, y) => {
    const each = (visit: (x: Tensor, width: number, shift: number) => void): void => {
      let shift = 0;
      for (const x of tensors) {
        const width = (x.shape[normalized] as number) * inner;
        visit(x, width, shift);
        shift += width * scope.memory.elementBytes;
      }
    };
    each((x, width, shift) => {
      copyRows(scope, 'assign', outer, width, scope.at(x), width, scope.at(y) + shift, total * inner);
    });
    return () => {
      const dy = scope.gradientAt(y);
      // Parts of the gradient of one tensor may cancel, so they are summed before they are added.
      const parts = new Map<string, Part>();
      each((x, width, shift) => {
        if (!scope.isTracked(x)) return;
        const dx = scope.gradientAt(x);
        const key = `${dx} ${width}`;
        const part = parts.get(key) ?? { dx, width, sources: [] };
        parts.set(key, part);
        part.sources.push(dy + shift);
      });
      for (const { dx, width, sources } of parts.values()) {
        const sum = sources.length > 1 ? scope.allocateZeros(outer * width) : dx;
        for (const from of sources)
          copyRows(scope, 'accumulate', outer, width, from, total * inner, sum, width);
        if (sum !== dx) copyRows(scope, 'accumulate', outer, width, sum, width, dx, width);
      }
    };
  });
}

/** The address of a tensor's gradient, and the addresses of the parts that are added to it. */
interface Part {
  readonly dx: number;
  readonly width: number;
  readonly sources: number[];
}

/**
 * Joins tensors of one shape along a new axis.
 *
 * @param axis the position of the new axis. Default: 0.
 * @throws ArgumentError if there are no tensors, or an element is not a tensor.
 * @throws ShapeError if the shapes differ, or the axis is out of range.
 */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  requireTensors('stack', 'the tensors', tensors);
  const [first] = tensors;
  if (first === undefined) throw new ArgumentError('stack', 'there are no tensors; give at least one.');
  const different = tensors.find(({ shape }) => !sameShape(shape, first.shape));
  if (different !== undefined) {
    throw new ShapeError(
      'stack',
      `${formatShape(first.shape)} and ${formatShape(different.shape)} are different; all shapes must be equal.`,
      { shapes: [first.shape, different.shape] },
    );
  }
  const axes = first.shape.length + 1;
  const position = Number.isInteger(axis) && axis < 0 ? axis + axes : axis;
  if (!Number.isInteger(axis) || position < 0 || position >= axes) {
    throw new ShapeError(
      'stack',
      `there is no new axis ${describe(axis)} for tensors ${formatShape(first.shape)}; it runs from ${-axes} to ${axes - 1}.`,
      { axis, shape: first.shape },
    );
  }
  const unit = first.shape.toSpliced(position, 0, 1);
  return concat(
    tensors.map((x) => alias(x, unit)),
    position,
  );
}
