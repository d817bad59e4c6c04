import { ShapeError } from '../errors.js';
import { add } from '../ops/arithmetic.js';
import { matmulTransposed } from '../ops/matmul-transposed.js';
import { Parameter } from '../tensor/parameter.js';
import { formatShape } from '../tensor/shape.js';
import { type Tensor, zeros } from '../tensor/tensor.js';
import type { Embedding } from './embedding.js';

/** Options of `TiedLinear`. */
export interface TiedLinearOptions {
  /** Whether a bias is added, zero at first; true if not given. */
  readonly bias?: boolean;
}

/**
 * `y = x weightᵀ + bias` with the weight of an embedding: `[..., size]` to `[..., symbols]`, the score of each symbol by its own vector
 * (Press & Wolf 2017, arXiv:1608.05859). It is one parameter: the gradients of both uses add up, it is trained once, and it
 * stands once in the state dictionary.
 *
 * ```ts
 * const embedding = new Embedding(V, 64, { random });
 * const model = { embedding, rnn: new LSTM(64, 64, { random }), head: new TiedLinear(embedding) };
 * ```
 */
export class TiedLinear {
  /** [symbols, size], that of the embedding. */
  readonly weight: Parameter;
  /** [symbols] */
  readonly bias: Parameter | undefined;

  constructor(embedding: Embedding, { bias = true }: TiedLinearOptions = {}) {
    this.weight = embedding.weight;
    this.bias = bias ? new Parameter(zeros([embedding.symbols])) : undefined;
  }

  /** x: [..., size]; the result: [..., symbols]. */
  forward(x: Tensor): Tensor {
    const size = this.weight.shape[1];
    if (x.shape.at(-1) !== size) {
      throw new ShapeError(
        'TiedLinear',
        `the input is ${formatShape(x.shape)}; its last axis must be ${size}, the size of the embedding's vectors.`,
      );
    }
    const y = matmulTransposed(x, this.weight);
    return this.bias === undefined ? y : add(y, this.bias);
  }
}
