import { convolve } from '../ops/convolve.js';
import { type Pair, requirePadding, requirePair, type Windows } from '../ops/windows.js';
import type { Parameter } from '../tensor/parameter.js';
import type { Tensor } from '../tensor/tensor.js';
import {
  type ConvolutionOptions,
  convolutionParameters,
  requireChannels,
  requireConvolutionOptions,
} from './convolution.js';

/** Options of `Conv2d`. */
export type Conv2dOptions = ConvolutionOptions<Pair>;

/**
 * Moves windows over images, from `[N, C, height, width]` to `[N, O, outHeight, outWidth]`:
 * `y[n, o, p, q] = bias[o] + Σ weight[o, c, i, j] x[n, c, p sh - ph + i dh, q sw - pw + j dw]`, with
 * the stride `s`, the padding `p` and the dilation `d`. Along each direction there are
 * `⌊(length + 2 padding - dilation (kernel - 1) - 1) / stride⌋ + 1` windows. Layouts and names are
 * those of PyTorch's `nn.Conv2d`.
 */
export class Conv2d {
  /** `[outputs, inputs / groups, kernel height, kernel width]` */
  readonly weight: Parameter;
  /** `[outputs]` */
  readonly bias: Parameter | undefined;
  readonly groups: number;
  readonly windows: Windows;

  /**
   * @param inputs the number of input channels, C.
   * @param outputs the number of output channels, O.
   * @param kernel the number of elements that a window reads in each direction, or `[height, width]`.
   * @throws ArgumentError if a size is not a whole number of at least 1, the groups do not divide
   * the channels, `random` is missing, or an option is unknown or has a value that it must not have.
   * @throws ShapeError if the initializer returned a tensor of another shape.
   */
  constructor(
    readonly inputs: number,
    readonly outputs: number,
    kernel: Pair,
    options: Conv2dOptions,
  ) {
    requireConvolutionOptions('Conv2d', options);
    const { stride = 1, padding = 0, dilation = 1 } = options;
    this.windows = {
      kernel: requirePair('Conv2d', 'the kernel', kernel),
      stride: requirePair('Conv2d', 'stride', stride),
      padding: requirePadding('Conv2d', padding),
      dilation: requirePair('Conv2d', 'dilation', dilation),
    };
    const made = convolutionParameters('Conv2d', inputs, outputs, this.windows.kernel, options);
    this.weight = made.weight;
    this.bias = made.bias;
    this.groups = made.groups;
  }

  /**
   * x: `[N, C, height, width]`. The result: `[N, O, outHeight, outWidth]`.
   *
   * @throws ShapeError if `x` has another number of axes or channels, or no window has room.
   */
  forward(x: Tensor): Tensor {
    requireChannels('Conv2d', x, this.inputs, ['height', 'width']);
    return convolve('Conv2d', x, this.weight, this.bias, this.windows, this.groups);
  }
}
