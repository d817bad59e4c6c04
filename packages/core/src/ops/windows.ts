import { COUNT, describe, isInRange, type Range } from '../arguments.js';
import type { Scope } from '../autodiff/scope.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { copyBlocksKernels } from '../kernels/rows/copy-blocks.js';
import { spreadAxisKernels } from '../kernels/rows/spread-axis.js';
import type { WindowSizes } from '../kernels/rows/windows.js';
import type { Address } from '../memory/block-allocator.js';
import { formatShape, type Shape } from '../tensor/shape.js';

/** A number for both directions, or one for each direction: `[height, width]`. */
export type Pair = number | readonly [height: number, width: number];

/** Windows that move over images, in elements of both directions. */
export interface Windows {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
}

/** Checks a number or a pair of numbers in a range, and returns it as a pair. */
export function requirePair(
  operation: string,
  name: string,
  given: Pair,
  range: Range = { least: 1, whole: true },
): readonly [number, number] {
  const pair = Array.isArray(given) ? given : [given, given];
  if (pair.length === 2 && isInRange(pair[0], range) && isInRange(pair[1], range)) {
    return [pair[0] as number, pair[1] as number];
  }
  throw new ArgumentError(
    operation,
    `${name} is ${Array.isArray(given) ? formatPair(given) : describe(given)}; it must be a whole number of at least ` +
      `${range.least ?? 0}, or two, [height, width].`,
    { [name]: given },
  );
}

function formatPair(given: readonly unknown[]): string {
  const shown = Array.from(given.slice(0, 4), (value) =>
    typeof value === 'number' ? String(value) : describe(value),
  );
  return `[${shown.join(', ')}]`;
}

/** Checks padding, and returns it as a pair. See `requirePair`. */
export function requirePadding(operation: string, given: Pair): readonly [number, number] {
  return requirePair(operation, 'padding', given, COUNT);
}

/**
 * Returns the sizes of images with their padding and of the windows in them.
 *
 * @throws ShapeError if not one window has room.
 */
export function windowSizes(operation: string, shape: Shape, windows: Windows): WindowSizes {
  const { kernel, stride, padding, dilation } = windows;
  const [height, width] = [0, 1].map((axis) => (shape.at(axis - 2) ?? 0) + 2 * (padding[axis] ?? 0)) as [
    number,
    number,
  ];
  const out = ([height, width] as const).map((length, axis) => {
    const extent = ((kernel[axis] ?? 1) - 1) * (dilation[axis] ?? 1) + 1;
    if (extent > length) {
      throw new ShapeError(
        operation,
        `the input is ${formatShape(shape)}, with padding [${height}, ${width}]; a window that reaches over ${extent} elements has no room in it.`,
        { shape, extent },
      );
    }
    return Math.floor((length - extent) / (stride[axis] ?? 1)) + 1;
  }) as [number, number];
  return {
    height,
    width,
    kernelHeight: kernel[0],
    kernelWidth: kernel[1],
    dilationHeight: dilation[0],
    dilationWidth: dilation[1],
    outHeight: out[0],
    outWidth: out[1],
    strideHeight: stride[0],
    strideWidth: stride[1],
  };
}

/** Returns the address of images `[images, height, width]` with `value` around them, in the arena. */
export function withPadding(
  scope: Scope,
  x: Address,
  images: number,
  sizes: WindowSizes,
  [top, left]: readonly [number, number],
  value: number,
): Address {
  if (top === 0 && left === 0) return x;
  const { height, width } = sizes;
  const padded = scope.allocate(images * height * width);
  const constant = scope.copyInNumbers([value]);
  scope.kernels.of(spreadAxisKernels).spreadAxis(constant, 1, images * height * width, 1, 1, padded, false);
  const [rows, columns] = [height - 2 * top, width - 2 * left];
  const start = padded + (top * width + left) * scope.memory.elementBytes;
  scope.kernels
    .of(copyBlocksKernels)
    .copyBlocks(x, rows * columns, columns, images, rows, columns, start, height * width, width, false);
  return padded;
}

/**
 * Calls `add` with the address to which it adds the gradient of images with padding, and adds the
 * part that belongs to the images themselves to `dx`.
 */
export function throughPadding(
  scope: Scope,
  images: number,
  sizes: WindowSizes,
  [top, left]: readonly [number, number],
  dx: Address,
  add: (dPadded: Address) => void,
): void {
  if (top === 0 && left === 0) {
    add(dx);
    return;
  }
  const { height, width } = sizes;
  const dPadded = scope.allocateZeros(images * height * width);
  add(dPadded);
  const [rows, columns] = [height - 2 * top, width - 2 * left];
  const start = dPadded + (top * width + left) * scope.memory.elementBytes;
  scope.kernels
    .of(copyBlocksKernels)
    .copyBlocks(start, height * width, width, images, rows, columns, dx, rows * columns, columns, true);
}
