import { COUNT, type OptionNames, requireFlag, requireOptions, requireRange, SIZE } from '../arguments.js';
import { ArgumentError } from '../errors.js';
import { multiply } from '../ops/arithmetic.js';
import { averagePool, maxPool } from '../ops/pool.js';
import { reshape } from '../ops/rearrange.js';
import { type Pair, requirePadding, requirePair, type Windows } from '../ops/windows.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { requireChannels } from './convolution.js';

/** Options of pooling layers; `Extent` is a number, or one for each direction. */
export interface PoolingOptions<Extent> {
  /** The distance between neighboring windows. Default: the size of the kernel. */
  readonly stride?: Extent;
  /** The number of elements that are added on each side, at most half of the kernel. Default: 0. */
  readonly padding?: Extent;
}

/** Options of average pooling. */
export interface AveragePoolingOptions<Extent> extends PoolingOptions<Extent> {
  /**
   * Whether the mean of a window divides by all of its elements, padding included, or by those of the
   * input only. Default: true.
   */
  readonly countIncludePad?: boolean;
}

const OPTIONS: OptionNames<PoolingOptions<unknown>> = { stride: true, padding: true };
const AVERAGE_OPTIONS: OptionNames<AveragePoolingOptions<unknown>> = {
  stride: true,
  padding: true,
  countIncludePad: true,
};

/** Moves windows over the images of `[N, C, height, width]`. */
abstract class Pooling2d {
  readonly windows: Windows;
  readonly #name: string;

  protected constructor(name: string, kernel: Pair, options: PoolingOptions<Pair>, names = OPTIONS) {
    this.#name = name;
    requireOptions(name, options, names);
    const { stride = kernel, padding = 0 } = options;
    this.windows = {
      kernel: requirePair(name, 'the kernel', kernel),
      stride: requirePair(name, 'stride', stride),
      padding: requirePadding(name, padding),
      dilation: [1, 1],
    };
    requireHalf(name, this.windows);
  }

  /** Reduces each window to a number. `name` is that of the layer, for messages. */
  protected abstract pool(name: string, x: Tensor): Tensor;

  /**
   * x: `[N, C, height, width]`. The result: `[N, C, outHeight, outWidth]`.
   *
   * @throws ShapeError if `x` has not four axes, or no window has room.
   */
  forward(x: Tensor): Tensor {
    requireChannels(this.#name, x, undefined, ['height', 'width']);
    return this.pool(this.#name, x);
  }
}

/** Moves windows over the sequences of `[N, C, L]`. */
abstract class Pooling1d {
  readonly windows: Windows;
  readonly #name: string;

  protected constructor(name: string, kernel: number, options: PoolingOptions<number>, names = OPTIONS) {
    this.#name = name;
    requireOptions(name, options, names);
    requireRange(name, 'the kernel', kernel, SIZE);
    const { stride = kernel, padding = 0 } = options;
    requireRange(name, 'stride', stride, SIZE);
    requireRange(name, 'padding', padding, COUNT);
    this.windows = { kernel: [1, kernel], stride: [1, stride], padding: [0, padding], dilation: [1, 1] };
    requireHalf(name, this.windows);
  }

  /** Reduces each window to a number. `name` is that of the layer, for messages. */
  protected abstract pool(name: string, x: Tensor): Tensor;

  /**
   * x: `[N, C, L]`. The result: `[N, C, outLength]`.
   *
   * @throws ShapeError if `x` has not three axes, or no window has room.
   */
  forward(x: Tensor): Tensor {
    requireChannels(this.#name, x, undefined, ['L']);
    const [images, channels, length] = x.shape as [number, number, number];
    const y = this.pool(this.#name, reshape(x, [images, channels, 1, length]));
    return reshape(y, [images, channels, y.shape[3] as number]);
  }
}

/** Checks the padding: a window that is entirely within it would have no elements. */
function requireHalf(name: string, { kernel, padding }: Windows): void {
  if (2 * padding[0] <= kernel[0] && 2 * padding[1] <= kernel[1]) return;
  throw new ArgumentError(
    name,
    `the padding is [${padding.join(', ')}], the kernel [${kernel.join(', ')}]; the padding must be at most half of the kernel.`,
    { padding, kernel },
  );
}

/**
 * Takes the largest element of each window of images, from `[N, C, height, width]` to
 * `[N, C, outHeight, outWidth]`; the padding is never the largest. The gradient flows to the first
 * of the largest elements. See PyTorch's `nn.MaxPool2d`.
 */
export class MaxPool2d extends Pooling2d {
  /**
   * @param kernel the number of elements that a window reads in each direction, or `[height, width]`.
   * @throws ArgumentError if a size is not a whole number of at least 1, the padding is more than
   * half of the kernel, or an option is unknown.
   */
  constructor(kernel: Pair, options: PoolingOptions<Pair> = {}) {
    super('MaxPool2d', kernel, options);
  }

  protected override pool(name: string, x: Tensor): Tensor {
    return maxPool(name, x, this.windows);
  }
}

/**
 * Takes the largest element of each window of sequences, from `[N, C, L]` to `[N, C, outLength]`.
 * See `MaxPool2d`.
 */
export class MaxPool1d extends Pooling1d {
  /**
   * @param kernel the number of elements that a window reads.
   * @throws ArgumentError if a size is not a whole number of at least 1, the padding is more than
   * half of the kernel, or an option is unknown.
   */
  constructor(kernel: number, options: PoolingOptions<number> = {}) {
    super('MaxPool1d', kernel, options);
  }

  protected override pool(name: string, x: Tensor): Tensor {
    return maxPool(name, x, this.windows);
  }
}

/**
 * Takes the mean of each window of images, from `[N, C, height, width]` to
 * `[N, C, outHeight, outWidth]`; the padding counts as zeros, as in PyTorch's `nn.AvgPool2d`, unless
 * `countIncludePad` is false.
 */
export class AvgPool2d extends Pooling2d {
  readonly countIncludePad: boolean;

  /**
   * @param kernel the number of elements that a window reads in each direction, or `[height, width]`.
   * @throws ArgumentError if a size is not a whole number of at least 1, the padding is more than
   * half of the kernel, `countIncludePad` is neither true nor false, or an option is unknown.
   */
  constructor(kernel: Pair, options: AveragePoolingOptions<Pair> = {}) {
    super('AvgPool2d', kernel, options, AVERAGE_OPTIONS);
    this.countIncludePad = requireCounting('AvgPool2d', options);
  }

  protected override pool(name: string, x: Tensor): Tensor {
    return meanOfWindows(name, x, this.windows, this.countIncludePad);
  }
}

/** Takes the mean of each window of sequences, from `[N, C, L]` to `[N, C, outLength]`. See `AvgPool2d`. */
export class AvgPool1d extends Pooling1d {
  readonly countIncludePad: boolean;

  /**
   * @param kernel the number of elements that a window reads.
   * @throws ArgumentError if a size is not a whole number of at least 1, the padding is more than
   * half of the kernel, `countIncludePad` is neither true nor false, or an option is unknown.
   */
  constructor(kernel: number, options: AveragePoolingOptions<number> = {}) {
    super('AvgPool1d', kernel, options, AVERAGE_OPTIONS);
    this.countIncludePad = requireCounting('AvgPool1d', options);
  }

  protected override pool(name: string, x: Tensor): Tensor {
    return meanOfWindows(name, x, this.windows, this.countIncludePad);
  }
}

function requireCounting(name: string, { countIncludePad = true }: AveragePoolingOptions<unknown>): boolean {
  requireFlag(name, 'countIncludePad', countIncludePad);
  return countIncludePad;
}

function meanOfWindows(name: string, x: Tensor, windows: Windows, countIncludePad: boolean): Tensor {
  const y = averagePool(name, x, windows);
  if (countIncludePad || Math.max(...windows.padding) === 0) return y;
  const [height, width] = ([0, 1] as const).map((axis) =>
    sharesOf(windows, axis, x.shape.at(axis - 2) ?? 0, y.shape.at(axis - 2) ?? 0),
  ) as [number[], number[]];
  const factors = height.flatMap((inHeight) => width.map((inWidth) => 1 / (inHeight * inWidth)));
  return multiply(y, tensor([height.length, width.length], factors));
}

/** Returns the share of the elements of each window that are not padding, in one direction. */
function sharesOf({ kernel, stride, padding }: Windows, axis: 0 | 1, length: number, out: number): number[] {
  return Array.from({ length: out }, (_, i) => {
    const first = i * stride[axis] - padding[axis];
    const inside = Math.min(first + kernel[axis], length) - Math.max(first, 0);
    return inside / kernel[axis];
  });
}
