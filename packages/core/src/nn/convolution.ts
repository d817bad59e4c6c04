import {
  describe,
  type OptionNames,
  requireFlag,
  requireOptions,
  requireRandom,
  requireRange,
  SIZE,
} from '../arguments.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { transpose } from '../ops/permute.js';
import { reshape } from '../ops/rearrange.js';
import type { Random } from '../random/random.js';
import { Parameter } from '../tensor/parameter.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { formatShape, type Shape, sizeOf } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { type Initializer, initialize, uniform } from './initializers.js';

/** Options of `Conv1d` and `Conv2d`; `Extent` is a number, or one for each direction. */
export interface ConvolutionOptions<Extent> {
  /** Draws the initial numbers. */
  readonly random: Random;
  /** The distance between neighboring windows. Default: 1. */
  readonly stride?: Extent;
  /** The number of zeros that are added on each side. Default: 0. */
  readonly padding?: Extent;
  /** The distance between the elements that a window reads. Default: 1. */
  readonly dilation?: Extent;
  /**
   * The number of groups of channels: each output channel sees the inputs of its group only. It
   * divides both numbers of channels. Default: 1.
   */
  readonly groups?: number;
  /** Whether a bias is added. Default: true. */
  readonly bias?: boolean;
  /**
   * The initial weight. It is called with `[inputs, outputs]`, where the inputs are all elements that
   * an output reads. Default: uniform within `±1/√inputs`, as the bias always is.
   */
  readonly weight?: Initializer;
}

const OPTIONS: OptionNames<ConvolutionOptions<unknown>> = {
  random: true,
  stride: true,
  padding: true,
  dilation: true,
  groups: true,
  bias: true,
  weight: true,
};

/** The checked parameters of a convolution. */
export interface ConvolutionParameters {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly groups: number;
}

/** Checks the options of a convolution and makes its parameters. */
export function convolutionParameters(
  name: string,
  inputs: number,
  outputs: number,
  kernel: Shape,
  options: ConvolutionOptions<unknown>,
): ConvolutionParameters {
  requireRange(name, 'the number of input channels', inputs, SIZE);
  requireRange(name, 'the number of output channels', outputs, SIZE);
  requireRandom(name, options.random);
  const { random, groups = 1, bias = true } = options;
  requireRange(name, 'groups', groups, SIZE);
  requireFlag(name, 'bias', bias);
  if (inputs % groups !== 0 || outputs % groups !== 0) {
    throw new ArgumentError(
      name,
      `${inputs} input and ${outputs} output channels cannot be in ${describe(groups)} groups; the number of groups must divide both.`,
      { inputs, outputs, groups },
    );
  }
  const reads = (inputs / groups) * sizeOf(kernel);
  const standard = uniform(1 / Math.sqrt(reads));
  const { weight = standard } = options;
  const drawn = initialize(name, 'weight', weight, [reads, outputs], random);
  return {
    weight: new Parameter(reshape(transpose(drawn), [outputs, inputs / groups, ...kernel])),
    bias: bias ? new Parameter(standard([outputs], random)) : undefined,
    groups,
  };
}

/** Checks that options of a convolution were given as an object of known names. */
export function requireConvolutionOptions(name: string, options: ConvolutionOptions<unknown>): void {
  requireOptions(name, options, OPTIONS);
  requireRandom(name, options?.random);
}

/**
 * Checks the input of a layer over images or sequences with channels.
 *
 * @param axes the names of the axes after the channels
 */
export function requireChannels(
  name: string,
  x: Tensor,
  channels: number | undefined,
  axes: readonly string[],
): void {
  requireTensor(name, 'the input', x);
  const fits = x.shape.length === 2 + axes.length && (channels === undefined || x.shape[1] === channels);
  if (fits) return;
  throw new ShapeError(
    name,
    `the input is ${formatShape(x.shape)}; it must be [N, ${channels ?? 'C'}, ${axes.join(', ')}].`,
    { input: x.shape, channels },
  );
}
