import { COUNT, requireRange, SIZE } from '../arguments.js';
import { convolve } from '../ops/convolve.js';
import { reshape } from '../ops/rearrange.js';
import type { Windows } from '../ops/windows.js';
import type { Parameter } from '../tensor/parameter.js';
import type { Tensor } from '../tensor/tensor.js';
import {
  type ConvolutionOptions,
  convolutionParameters,
  requireChannels,
  requireConvolutionOptions,
} from './convolution.js';

/** Options of `Conv1d`. */
export type Conv1dOptions = ConvolutionOptions<number>;

/**
 * Moves windows over sequences, from `[N, C, L]` to `[N, O, outLength]`:
 * `y[n, o, q] = bias[o] + Σ weight[o, c, j] x[n, c, q stride - padding + j dilation]`. There are
 * `⌊(L + 2 padding - dilation (kernel - 1) - 1) / stride⌋ + 1` windows. Layouts and names are those
 * of PyTorch's `nn.Conv1d`.
 */
export class Conv1d {
  /** `[outputs, inputs / groups, kernel]` */
  readonly weight: Parameter;
  /** `[outputs]` */
  readonly bias: Parameter | undefined;
  readonly groups: number;
  readonly windows: Windows;

  /**
   * @param inputs the number of input channels, C.
   * @param outputs the number of output channels, O.
   * @param kernel the number of elements that a window reads.
   * @throws ArgumentError if a size is not a whole number of at least 1, the groups do not divide
   * the channels, `random` is missing, or an option is unknown or has a value that it must not have.
   * @throws ShapeError if the initializer returned a tensor of another shape.
   */
  constructor(
    readonly inputs: number,
    readonly outputs: number,
    kernel: number,
    options: Conv1dOptions,
  ) {
    requireConvolutionOptions('Conv1d', options);
    const { stride = 1, padding = 0, dilation = 1 } = options;
    requireRange('Conv1d', 'the kernel', kernel, SIZE);
    requireRange('Conv1d', 'stride', stride, SIZE);
    requireRange('Conv1d', 'padding', padding, COUNT);
    requireRange('Conv1d', 'dilation', dilation, SIZE);
    this.windows = {
      kernel: [1, kernel],
      stride: [1, stride],
      padding: [0, padding],
      dilation: [1, dilation],
    };
    const made = convolutionParameters('Conv1d', inputs, outputs, [kernel], options);
    this.weight = made.weight;
    this.bias = made.bias;
    this.groups = made.groups;
  }

  /**
   * x: `[N, C, L]`. The result: `[N, O, outLength]`.
   *
   * @throws ShapeError if `x` has another number of axes or channels, or no window has room.
   */
  forward(x: Tensor): Tensor {
    requireChannels('Conv1d', x, this.inputs, ['L']);
    const [images, channels, length] = x.shape as [number, number, number];
    const image = reshape(x, [images, channels, 1, length]);
    const [outputs, each, kernel] = this.weight.shape as [number, number, number];
    const weight = reshape(this.weight, [outputs, each, 1, kernel]);
    const y = convolve('Conv1d', image, weight, this.bias, this.windows, this.groups);
    return reshape(y, [images, outputs, y.shape[3] as number]);
  }
}
