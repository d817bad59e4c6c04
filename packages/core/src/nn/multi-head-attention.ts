import {
  type OptionNames,
  requireFlag,
  requireOptions,
  requireRandom,
  requireRange,
  SIZE,
} from '../arguments.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { type Attended, type AttentionOptions, scaledDotProductAttention } from '../ops/attention.js';
import { permute } from '../ops/permute.js';
import { reshape } from '../ops/rearrange.js';
import type { Random } from '../random/random.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { formatShape } from '../tensor/shape.js';
import type { Tensor } from '../tensor/tensor.js';
import { Linear } from './linear.js';
import type { TorchMembers } from './torch-module.js';
import { xavierUniform } from './xavier.js';

/** Options of `MultiHeadAttention`. */
export interface MultiHeadAttentionOptions {
  /** Draws the initial numbers. */
  readonly random: Random;
  /** Whether the four products have biases. Default: true. */
  readonly bias?: boolean;
}

const OPTIONS: OptionNames<MultiHeadAttentionOptions> = { random: true, bias: true };

/** Options of `MultiHeadAttention.attend`. */
export interface AttendOptions {
  /**
   * 1 where a query sees a key, and 0 where it does not: `[T, S]`, `[B, 1, S]` or another shape
   * that broadcasts to `[B, T, S]`. Default: every query sees every key.
   */
  readonly mask?: Tensor | undefined;
  /** Whether the query of time step `t` sees the keys of the steps 0 to `t` only. Default: false. */
  readonly causal?: boolean;
}

const ATTEND_OPTIONS: OptionNames<AttendOptions> = { mask: true, causal: true };

/**
 * Attends with several heads: queries, keys and values are cut into `heads` parts by products of
 * their own, `scaledDotProductAttention` runs for each part, and a last product joins the results
 * (Vaswani et al. 2017, arXiv:1706.03762). Sequences are time-major, `[T, B, D]`, as everywhere.
 */
export class MultiHeadAttention {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly output: Linear;

  /**
   * @param size the size of a time step, D, which `heads` divides.
   * @throws ArgumentError if a size is not a whole number of at least 1, `heads` does not divide it,
   * `random` is missing, or an option is unknown.
   */
  constructor(
    readonly size: number,
    readonly heads: number,
    options: MultiHeadAttentionOptions,
  ) {
    requireRange('MultiHeadAttention', 'the size', size, SIZE);
    requireRange('MultiHeadAttention', 'the number of heads', heads, SIZE);
    requireOptions('MultiHeadAttention', options, OPTIONS);
    requireRandom('MultiHeadAttention', options?.random);
    const { random, bias = true } = options;
    requireFlag('MultiHeadAttention', 'bias', bias);
    if (size % heads !== 0) {
      throw new ArgumentError(
        'MultiHeadAttention',
        `${heads} heads cannot share the size ${size}; the number of heads must divide it.`,
        { size, heads },
      );
    }
    const weight = xavierUniform();
    const product = (): Linear => new Linear(size, size, { random, bias, weight });
    this.query = product();
    this.key = product();
    this.value = product();
    this.output = product();
  }

  /**
   * Returns the attention of a sequence to itself. x, result: `[T, B, D]`.
   *
   * @throws ShapeError if `x` has another shape.
   */
  forward(x: Tensor): Tensor {
    return this.attend(x, x, x).outputs;
  }

  /**
   * Returns the attention of queries `[T, B, D]` to keys and values `[S, B, D]`: outputs `[T, B,
   * D]`, and the weights `[B, heads, T, S]`.
   *
   * @throws ArgumentError if an operand is not a tensor, or an option is unknown.
   * @throws ShapeError if the shapes do not fit.
   */
  attend(queries: Tensor, keys: Tensor, values: Tensor, options: AttendOptions = {}): Attended {
    requireOptions('MultiHeadAttention.attend', options, ATTEND_OPTIONS);
    for (const [name, x] of Object.entries({ queries, keys, values })) {
      requireTensor('MultiHeadAttention.attend', `the ${name}`, x);
      if (x.shape.length === 3 && x.shape[1] === queries.shape[1] && x.shape[2] === this.size) continue;
      throw new ShapeError(
        'MultiHeadAttention.attend',
        `the ${name} are ${formatShape(x.shape)}; they must be [T, B, ${this.size}], with the lanes B of the queries.`,
        { [name]: x.shape },
      );
    }
    const { mask, causal } = options;
    const visible = mask === undefined ? undefined : betweenHeads(mask);
    const attention: AttentionOptions = {
      ...(visible !== undefined && { mask: visible }),
      ...(causal !== undefined && { causal }),
    };
    const { outputs, weights } = scaledDotProductAttention(
      this.parts(this.query.forward(queries)),
      this.parts(this.key.forward(keys)),
      this.parts(this.value.forward(values)),
      attention,
    );
    const joined = reshape(permute(outputs, [2, 0, 1, 3]), queries.shape);
    return { outputs: this.output.forward(joined), weights };
  }

  /**
   * Returns the members of `nn.MultiheadAttention`: `in_proj_weight` [3 D, D] has the weights of
   * queries, keys and values, `in_proj_bias` [3 D] their biases. See `toTorch`.
   */
  torchMembers(): TorchMembers {
    const { query, key, value, output } = this;
    const bias = [query.bias, key.bias, value.bias].filter((one) => one !== undefined);
    return {
      in_proj_weight: { tensor: query.weight, followedBy: [key.weight, value.weight], layout: 'transposed' },
      in_proj_bias: bias[0] && { tensor: bias[0], followedBy: bias.slice(1), layout: 'same' },
      out_proj: output,
    };
  }

  /** `[T, B, D]` to `[B, heads, T, D / heads]`. */
  private parts(x: Tensor): Tensor {
    const [steps, lanes] = x.shape as [number, number, number];
    return permute(reshape(x, [steps, lanes, this.heads, this.size / this.heads]), [1, 2, 0, 3]);
  }
}

/** Returns a mask that broadcasts to all heads: a mask over lanes, `[B, T, S]`, becomes `[B, 1, T, S]`. */
function betweenHeads(mask: Tensor): Tensor {
  requireTensor('MultiHeadAttention.attend', 'the mask', mask);
  const { shape } = mask;
  return shape.length === 3 ? reshape(mask, shape.toSpliced(1, 0, 1)) : mask;
}
