import { requireRange, SIZE } from '../arguments.js';
import { ShapeError } from '../errors.js';
import { affine } from '../ops/matmul.js';
import type { Random } from '../random/random.js';
import { Parameter } from '../tensor/parameter.js';
import { formatShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { type Initializer, uniform } from './initializers.js';
import type { TorchMembers } from './torch-module.js';

/** Options of `Linear`. */
export interface LinearOptions {
  /** Where the initial numbers are drawn from. */
  readonly random: Random;
  /** Whether a bias is added; true if not given. */
  readonly bias?: boolean;
  /** The initial weight; uniform within `±1/√inputs` if not given, as the bias always is. */
  readonly weight?: Initializer;
}

/** `y = x weight + bias`: `[..., inputs]` to `[..., outputs]`. The weight is the transpose of PyTorch's. */
export class Linear {
  /** [inputs, outputs] */
  readonly weight: Parameter;
  /** [outputs] */
  readonly bias: Parameter | undefined;

  constructor(
    readonly inputs: number,
    readonly outputs: number,
    { random, bias = true, weight }: LinearOptions,
  ) {
    requireRange('Linear', 'the number of inputs', inputs, SIZE);
    requireRange('Linear', 'the number of outputs', outputs, SIZE);
    const standard = uniform(1 / Math.sqrt(inputs));
    this.weight = new Parameter((weight ?? standard)([inputs, outputs], random));
    this.bias = bias ? new Parameter(standard([outputs], random)) : undefined;
  }

  /** x: [..., inputs]; the result: [..., outputs]. */
  forward(x: Tensor): Tensor {
    if (x.shape.at(-1) !== this.inputs) {
      throw new ShapeError(
        'Linear',
        `the input is ${formatShape(x.shape)}; its last axis must be ${this.inputs}, the inputs of the layer.`,
      );
    }
    return affine(x, this.weight, this.bias);
  }

  /** The members of `nn.Linear`, see `toTorch`. */
  torchMembers(): TorchMembers {
    return { weight: { tensor: this.weight, layout: 'transposed' }, bias: this.bias };
  }
}
