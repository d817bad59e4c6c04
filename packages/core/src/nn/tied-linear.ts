import { describe, type OptionNames, requireFlag, requireOptions } from '../arguments.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { add } from '../ops/arithmetic.js';
import { matmulTransposed } from '../ops/matmul-transposed.js';
import { Parameter } from '../tensor/parameter.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { formatShape } from '../tensor/shape.js';
import { type Tensor, zeros } from '../tensor/tensor.js';
import type { Embedding } from './embedding.js';

/** Options of `TiedLinear`. */
export interface TiedLinearOptions {
  /** Whether a bias is added, which is zero at first. Default: true. */
  readonly bias?: boolean;
}

const OPTIONS: OptionNames<TiedLinearOptions> = { bias: true };

/**
 * Computes `y = x weightᵀ + bias` with the weight of an embedding, from `[..., size]` to
 * `[..., symbols]`: the score of each symbol by its own vector (Press & Wolf 2017,
 * arXiv:1608.05859). The weight is one parameter. The gradients of both uses are added, it is
 * trained once, and it occurs once in the state dictionary.
 *
 * ```ts
 * const embedding = new Embedding(V, 64, { random });
 * const model = { embedding, rnn: new LSTM(64, 64, { random }), head: new TiedLinear(embedding) };
 * ```
 */
export class TiedLinear {
  /** `[symbols, size]`, that of the embedding. */
  readonly weight: Parameter;
  /** `[symbols]` */
  readonly bias: Parameter | undefined;

  /** @throws ArgumentError if `embedding` has no weight to share, or an option is unknown. */
  constructor(embedding: Embedding, options: TiedLinearOptions = {}) {
    requireOptions('TiedLinear', options, OPTIONS);
    const { bias = true } = options;
    requireFlag('TiedLinear', 'bias', bias);
    this.weight = weightOf(embedding);
    this.bias = bias ? new Parameter(zeros([this.weight.shape[0] ?? 0])) : undefined;
  }

  /**
   * x: `[..., size]`. The result: `[..., symbols]`.
   *
   * @throws ShapeError if the last axis of `x` is not `size`.
   */
  forward(x: Tensor): Tensor {
    requireTensor('TiedLinear', 'the input', x);
    const size = this.weight.shape[1];
    if (x.shape.at(-1) !== size) {
      throw new ShapeError(
        'TiedLinear',
        `the input is ${formatShape(x.shape)}; its last axis must be ${size}, the size of the embedding's vectors.`,
        { input: x.shape, size },
      );
    }
    const y = matmulTransposed(x, this.weight);
    return this.bias === undefined ? y : add(y, this.bias);
  }
}

/** Returns the weight of an embedding, which may be `frozen`. */
function weightOf(embedding: unknown): Parameter {
  const weight: unknown =
    typeof embedding === 'object' && embedding !== null ? Reflect.get(embedding, 'weight') : undefined;
  if (weight instanceof Parameter && weight.shape.length === 2) return weight;
  if (typeof weight === 'object' && weight !== null) requireTensor('TiedLinear', 'the weight', weight);
  throw new ArgumentError(
    'TiedLinear',
    `the embedding is ${describe(embedding)}; it must be an Embedding, whose weight the layer shares.`,
    { embedding },
  );
}
