import { COUNT, type OptionNames, requireOptions, requireRange, SIZE } from '../arguments.js';
import { ArgumentError } from '../errors.js';
import { averagePool, maxPool } from '../ops/pool.js';
import { reshape } from '../ops/rearrange.js';
import { type Pair, requirePadding, requirePair, type Windows } from '../ops/windows.js';
import type { Tensor } from '../tensor/tensor.js';
import { requireChannels } from './convolution.js';

/** Options of pooling layers; `Extent` is a number, or one for each direction. */
export interface PoolingOptions<Extent> {
  /** The distance between neighboring windows. Default: the size of the kernel. */
  readonly stride?: Extent;
  /** How many elements are put on each side, at most half of the kernel. Default: 0. */
  readonly padding?: Extent;
}

const OPTIONS: OptionNames<PoolingOptions<unknown>> = { stride: true, padding: true };

/** Moves windows over the images of `[N, C, height, width]`. */
abstract class Pooling2d {
  readonly windows: Windows;

  protected constructor(name: string, kernel: Pair, options: PoolingOptions<Pair>) {
    requireOptions(name, options, OPTIONS);
    const { stride = kernel, padding = 0 } = options;
    this.windows = {
      kernel: requirePair(name, 'the kernel', kernel),
      stride: requirePair(name, 'stride', stride),
      padding: requirePadding(name, padding),
      dilation: [1, 1],
    };
    requireHalf(name, this.windows);
  }

  /** Takes the numbers of the windows. */
  protected abstract pool(x: Tensor): Tensor;

  /**
   * x: `[N, C, height, width]`. The result: `[N, C, outHeight, outWidth]`.
   *
   * @throws ShapeError if `x` has not four axes, or no window has room.
   */
  forward(x: Tensor): Tensor {
    requireChannels('pooling', x, undefined, ['height', 'width']);
    return this.pool(x);
  }
}

/** Moves windows over the sequences of `[N, C, L]`. */
abstract class Pooling1d {
  readonly windows: Windows;

  protected constructor(name: string, kernel: number, options: PoolingOptions<number>) {
    requireOptions(name, options, OPTIONS);
    requireRange(name, 'the kernel', kernel, SIZE);
    const { stride = kernel, padding = 0 } = options;
    requireRange(name, 'stride', stride, SIZE);
    requireRange(name, 'padding', padding, COUNT);
    this.windows = { kernel: [1, kernel], stride: [1, stride], padding: [0, padding], dilation: [1, 1] };
    requireHalf(name, this.windows);
  }

  /** Takes the numbers of the windows. */
  protected abstract pool(x: Tensor): Tensor;

  /**
   * x: `[N, C, L]`. The result: `[N, C, outLength]`.
   *
   * @throws ShapeError if `x` has not three axes, or no window has room.
   */
  forward(x: Tensor): Tensor {
    requireChannels('pooling', x, undefined, ['L']);
    const [images, channels, length] = x.shape as [number, number, number];
    const y = this.pool(reshape(x, [images, channels, 1, length]));
    return reshape(y, [images, channels, y.shape[3] as number]);
  }
}

/** A window that lay in the padding altogether would have no number. */
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
   * @param kernel how many elements a window reads in both directions, or `[height, width]`.
   * @throws ArgumentError if a size is not a whole number of at least 1, the padding is more than
   * half of the kernel, or an option is unknown.
   */
  constructor(kernel: Pair, options: PoolingOptions<Pair> = {}) {
    super('MaxPool2d', kernel, options);
  }

  protected override pool(x: Tensor): Tensor {
    return maxPool('MaxPool2d', x, this.windows);
  }
}

/**
 * Takes the largest element of each window of sequences, from `[N, C, L]` to `[N, C, outLength]`.
 * See `MaxPool2d`.
 */
export class MaxPool1d extends Pooling1d {
  /**
   * @param kernel how many elements a window reads.
   * @throws ArgumentError if a size is not a whole number of at least 1, the padding is more than
   * half of the kernel, or an option is unknown.
   */
  constructor(kernel: number, options: PoolingOptions<number> = {}) {
    super('MaxPool1d', kernel, options);
  }

  protected override pool(x: Tensor): Tensor {
    return maxPool('MaxPool1d', x, this.windows);
  }
}

/**
 * Takes the mean of each window of images, from `[N, C, height, width]` to
 * `[N, C, outHeight, outWidth]`; the padding counts as zeros, as in PyTorch's `nn.AvgPool2d`.
 */
export class AvgPool2d extends Pooling2d {
  /**
   * @param kernel how many elements a window reads in both directions, or `[height, width]`.
   * @throws ArgumentError if a size is not a whole number of at least 1, the padding is more than
   * half of the kernel, or an option is unknown.
   */
  constructor(kernel: Pair, options: PoolingOptions<Pair> = {}) {
    super('AvgPool2d', kernel, options);
  }

  protected override pool(x: Tensor): Tensor {
    return averagePool('AvgPool2d', x, this.windows);
  }
}

/** Takes the mean of each window of sequences, from `[N, C, L]` to `[N, C, outLength]`. See `AvgPool2d`. */
export class AvgPool1d extends Pooling1d {
  /**
   * @param kernel how many elements a window reads.
   * @throws ArgumentError if a size is not a whole number of at least 1, the padding is more than
   * half of the kernel, or an option is unknown.
   */
  constructor(kernel: number, options: PoolingOptions<number> = {}) {
    super('AvgPool1d', kernel, options);
  }

  protected override pool(x: Tensor): Tensor {
    return averagePool('AvgPool1d', x, this.windows);
  }
}
