import { alias, operation } from '../autodiff/operation.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { formatShape, normalizedAxis, type Shape, sameShape, sizeOf, splitAt } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { copyRows } from './copy-rows.js';

/** The same numbers under another shape of the same size. One length may be -1: it is found from the others. Nothing is copied. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const known = sizeOf(shape.filter((length) => length !== -1));
  const resolved = shape.map((length) => (length === -1 ? x.size / known : length));
  const holes = shape.filter((length) => length === -1).length;
  if (
    holes > 1 ||
    sizeOf(resolved) !== x.size ||
    resolved.some((length) => !Number.isInteger(length) || length < 0)
  ) {
    throw new ShapeError(
      'reshape',
      `${formatShape(x.shape)} has ${x.size} elements and cannot become ${formatShape(shape)}; the sizes must be equal.`,
    );
  }
  return alias(x, resolved);
}

/** The elements `start <= i < end` along an axis. Along the first axis nothing is copied. */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  const normalized = normalizedAxis('slice', x.shape, axis);
  const { outer, length, inner } = splitAt(x.shape, normalized);
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end < start || end > length) {
    throw new ArgumentError(
      'slice',
      `the range ${start} to ${end} does not lie in axis ${axis} of ${formatShape(x.shape)}; it must be within 0 to ${length}.`,
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

/** Tensors one after the other along an axis; they may differ in the length of that axis only. */
export function concat(tensors: readonly Tensor[], axis = 0): Tensor {
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
      // The parts of the gradient of one tensor are summed before they are added to what is there: they may cancel.
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

/** The rows that `concat` took from one tensor: where its gradient is, and where the parts of it are. */
interface Part {
  readonly dx: number;
  readonly width: number;
  readonly sources: number[];
}

/** Tensors of one shape along a new axis. */
export function stack(tensors: readonly Tensor[], axis = 0): Tensor {
  const [first] = tensors;
  if (first === undefined) throw new ArgumentError('stack', 'there are no tensors; give at least one.');
  const different = tensors.find(({ shape }) => !sameShape(shape, first.shape));
  if (different !== undefined) {
    throw new ShapeError(
      'stack',
      `${formatShape(first.shape)} and ${formatShape(different.shape)} are different; all shapes must be equal.`,
    );
  }
  const axes = first.shape.length + 1;
  const position = axis < 0 ? axis + axes : axis;
  if (!Number.isInteger(axis) || position < 0 || position >= axes) {
    throw new ShapeError(
      'stack',
      `there is no new axis ${axis} for tensors ${formatShape(first.shape)}; it runs from ${-axes} to ${axes - 1}.`,
    );
  }
  const unit = first.shape.toSpliced(position, 0, 1);
  return concat(
    tensors.map((x) => alias(x, unit)),
    position,
  );
}
