import {
  COUNT,
  describe,
  isInRange,
  type OptionNames,
  requireChoice,
  requireNumber,
  requireOptions,
} from '../arguments.js';
import { operation } from '../autodiff/operation.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { spreadAxisKernels } from '../kernels/rows/spread-axis.js';
import { allocateFloats } from '../tensor/numbers.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { formatShape, type Shape, splitAt } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { copyRows } from './copy-rows.js';
import { gather } from './gather.js';

/** Options of `pad`. */
export interface PadOptions {
  /**
   * The elements that are added: a constant, the mirror image without the edge (`reflect`), copies of
   * the edge (`replicate`), or the elements of the other end (`circular`). Default: `constant`.
   */
  readonly mode?: 'constant' | 'reflect' | 'replicate' | 'circular';
  /** The constant. Default: 0. */
  readonly value?: number;
}

const OPTIONS: OptionNames<PadOptions> = { mode: true, value: true };

/**
 * Adds elements before and after those of each axis: `pad(x, [[0, 0], [1, 2]])` turns `[2, 3]` into
 * `[2, 6]`.
 *
 * @param widths the number of elements before and after, for each axis.
 * @throws ArgumentError if `x` is not a tensor, the widths are not two whole numbers for each axis,
 * or an option is unknown or has a value that it must not have.
 * @throws ShapeError if an axis has too few elements for the mode and the widths.
 * @throws HostError if the host has no room for the result.
 */
export function pad(
  x: Tensor,
  widths: readonly (readonly [before: number, after: number])[],
  options: PadOptions = {},
): Tensor {
  requireTensor('pad', 'x', x);
  requireOptions('pad', options, OPTIONS);
  const { mode = 'constant', value = 0 } = options;
  requireChoice('pad', 'mode', mode, ['constant', 'reflect', 'replicate', 'circular']);
  requireNumber('pad', 'value', value);
  requireWidths(x.shape, widths);
  let y = x;
  widths.forEach(([before, after], axis) => {
    if (before + after === 0) return;
    if (mode === 'constant') y = padded(y, axis, before, after, value);
    else y = gather(y, sources(x.shape, axis, before, after, mode), { axis });
  });
  return y;
}

function requireWidths(shape: Shape, widths: readonly (readonly [number, number])[]): void {
  const isPair = (pair: unknown): boolean =>
    Array.isArray(pair) && pair.length === 2 && isInRange(pair[0], COUNT) && isInRange(pair[1], COUNT);
  if (Array.isArray(widths) && widths.length === shape.length && Array.from(widths).every(isPair)) return;
  throw new ArgumentError(
    'pad',
    `the widths are ${describe(widths)}; they must be [before, after], whole numbers of at least 0, ` +
      `for each of the ${shape.length} axes of ${formatShape(shape)}.`,
    { widths, shape },
  );
}

function padded(x: Tensor, axis: number, before: number, after: number, value: number): Tensor {
  const { outer, length, inner } = splitAt(x.shape, axis);
  const [from, to] = [length * inner, (before + length + after) * inner];
  return operation([x], x.shape.with(axis, before + length + after), (scope, y) => {
    const shift = before * inner * scope.memory.elementBytes;
    const constant = scope.copyInNumbers([value]);
    scope.kernels.of(spreadAxisKernels).spreadAxis(constant, 1, y.size, 1, 1, scope.at(y), false);
    copyRows(scope, 'assign', outer, from, scope.at(x), from, scope.at(y) + shift, to);
    return () => {
      copyRows(scope, 'accumulate', outer, from, scope.gradientAt(y) + shift, to, scope.gradientAt(x), from);
    };
  });
}

/** Returns, for each element of the result along an axis, the index of its source. */
function sources(
  shape: Shape,
  axis: number,
  before: number,
  after: number,
  mode: 'reflect' | 'replicate' | 'circular',
) {
  const length = shape[axis] as number;
  const most = mode === 'reflect' ? length - 1 : mode === 'circular' ? length : Number.POSITIVE_INFINITY;
  if (length === 0 || Math.max(before, after) > most) {
    throw new ShapeError(
      'pad',
      `axis ${axis} of ${formatShape(shape)} cannot be padded by ${before} and ${after} elements in the mode '${mode}'` +
        (length === 0 ? '; it has no elements.' : `; at most ${most} are there.`),
      { shape, axis, before, after, mode },
    );
  }
  const sourceOf = (place: number): number => {
    if (mode === 'replicate') return Math.min(Math.max(place, 0), length - 1);
    if (mode === 'circular') return (place + length) % length;
    const mirrored = Math.abs(place);
    return mirrored < length ? mirrored : 2 * (length - 1) - mirrored;
  };
  // Widths may be larger than the host has room for.
  const data = new Int32Array(allocateFloats('pad', [before + length + after]).buffer);
  for (let i = 0; i < data.length; i++) data[i] = sourceOf(i - before);
  return { shape: [data.length], data };
}
