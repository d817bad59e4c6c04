import {
  type OptionNames,
  requireFlag,
  requireOptions,
  requireRandom,
  requireRange,
  SIZE,
} from '../arguments.js';
import { ShapeError } from '../errors.js';
import { affine } from '../ops/matmul.js';
import type { Random } from '../random/random.js';
import { Parameter } from '../tensor/parameter.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { formatShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { type Initializer, initialize, uniform } from './initializers.js';
import type { TorchMembers } from './torch-module.js';

/** Options of `Linear`. */
export interface LinearOptions {
  /** Draws the initial numbers. */
  readonly random: Random;
  /** Whether a bias is added. Default: true. */
  readonly bias?: boolean;
  /** The initial weight. Default: uniform within `±1/√inputs`, as the bias always is. */
  readonly weight?: Initializer;
}

const OPTIONS: OptionNames<LinearOptions> = { random: true, bias: true, weight: true };

/**
 * Computes `y = x weight + bias`, from `[..., inputs]` to `[..., outputs]`. The weight is the
 * transpose of PyTorch's.
 */
export class Linear {
  /** `[inputs, outputs]` */
  readonly weight: Parameter;
  /** `[outputs]` */
  readonly bias: Parameter | undefined;

  /**
   * @throws ArgumentError if a size is not a whole number of at least 1, `random` is missing, or an
   * option is unknown or has a value that it must not have.
   * @throws ShapeError if the initializer returned a tensor of another shape.
   */
  constructor(
    readonly inputs: number,
    readonly outputs: number,
    options: LinearOptions,
  ) {
    requireRange('Linear', 'the number of inputs', inputs, SIZE);
    requireRange('Linear', 'the number of outputs', outputs, SIZE);
    requireOptions('Linear', options, OPTIONS);
    requireRandom('Linear', options?.random);
    const standard = uniform(1 / Math.sqrt(inputs));
    const { random, bias = true, weight = standard } = options;
    requireFlag('Linear', 'bias', bias);
    this.weight = new Parameter(initialize('Linear', 'weight', weight, [inputs, outputs], random));
    this.bias = bias ? new Parameter(standard([outputs], random)) : undefined;
  }

  /**
   * x: `[..., inputs]`. The result: `[..., outputs]`.
   *
   * @throws ShapeError if the last axis of `x` is not `inputs`.
   */
  forward(x: Tensor): Tensor {
    requireTensor('Linear', 'the input', x);
    if (x.shape.at(-1) !== this.inputs) {
      throw new ShapeError(
        'Linear',
        `the input is ${formatShape(x.shape)}; its last axis must be ${this.inputs}, the inputs of the layer.`,
        { input: x.shape, inputs: this.inputs },
      );
    }
    return affine(x, this.weight, this.bias);
  }

  /** Returns the members of `nn.Linear`. See `toTorch`. */
  torchMembers(): TorchMembers {
    return { weight: { tensor: this.weight, layout: 'transposed' }, bias: this.bias };
  }
}
