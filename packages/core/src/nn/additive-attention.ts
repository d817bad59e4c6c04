import {
  describe,
  type OptionNames,
  requireOptions,
  requireRandom,
  requireRange,
  SIZE,
} from '../arguments.js';
import { ArgumentError, ShapeError } from '../errors.js';
import { tanh } from '../ops/activations/tanh.js';
import { add, multiply } from '../ops/arithmetic.js';
import { HIDDEN, requireMask } from '../ops/attention.js';
import { matmul } from '../ops/matmul.js';
import { reshape } from '../ops/rearrange.js';
import { sum } from '../ops/reduce.js';
import { softmax } from '../ops/softmax.js';
import { where } from '../ops/where.js';
import type { Random } from '../random/random.js';
import { Parameter } from '../tensor/parameter.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { formatShape } from '../tensor/shape.js';
import { isTensor, type Tensor } from '../tensor/tensor.js';
import { uniform } from './initializers.js';
import { Linear } from './linear.js';

/** Options of `AdditiveAttention`. */
export interface AdditiveAttentionOptions {
  /** Draws the initial numbers. */
  readonly random: Random;
}

const OPTIONS: OptionNames<AdditiveAttentionOptions> = { random: true };

/** Options of `AdditiveAttention.remember`. */
export interface RememberOptions {
  /** `[S, B]` 1 for the steps that are seen, 0 for others, such as padding. Default: all steps are seen. */
  readonly mask?: Tensor | undefined;
}

const REMEMBER_OPTIONS: OptionNames<RememberOptions> = { mask: true };

/** The outputs of an encoder and their part of the scores, as `attend` reads them. */
export interface AttentionMemory {
  /** `[S, B, K]` */
  readonly keys: Tensor;
  /** `[S, B, H]` */
  readonly projected: Tensor;
  /** `[S, B]` */
  readonly mask: Tensor | undefined;
}

/**
 * Attends by a small network: the score of step `s` for a query is `vᵀ tanh(W query + U key_s)`, the
 * weights are the softmax of the scores over all steps, and the context is the mean of the keys by
 * these weights (Bahdanau et al. 2015, arXiv:1409.0473). A decoder calls `remember` once for the
 * outputs of its encoder, and `attend` at each time step.
 */
export class AdditiveAttention {
  /** `W`, with a bias. */
  readonly query: Linear;
  /** `U`, without a bias. */
  readonly key: Linear;
  /** `[hidden, 1]` `v` */
  readonly score: Parameter;

  /**
   * @param queries the size of a query.
   * @param keys the size of a key, K.
   * @param hidden the size of the network, H.
   * @throws ArgumentError if a size is not a whole number of at least 1, `random` is missing, or an
   * option is unknown.
   */
  constructor(queries: number, keys: number, hidden: number, options: AdditiveAttentionOptions) {
    requireRange('AdditiveAttention', 'the size of a query', queries, SIZE);
    requireRange('AdditiveAttention', 'the size of a key', keys, SIZE);
    requireRange('AdditiveAttention', 'the hidden size', hidden, SIZE);
    requireOptions('AdditiveAttention', options, OPTIONS);
    requireRandom('AdditiveAttention', options?.random);
    const { random } = options;
    this.query = new Linear(queries, hidden, { random });
    this.key = new Linear(keys, hidden, { random, bias: false });
    this.score = new Parameter(uniform(1 / Math.sqrt(hidden))([hidden, 1], random));
  }

  /**
   * Computes the part of the scores that is the same for all queries. keys: `[S, B, K]`.
   *
   * @throws ArgumentError if the keys or the mask are not tensors, or an option is unknown.
   * @throws ShapeError if the keys have another size, or the mask is not `[S, B]`.
   */
  remember(keys: Tensor, options: RememberOptions = {}): AttentionMemory {
    const name = 'AdditiveAttention.remember';
    requireTensor(name, 'the keys', keys);
    requireOptions(name, options, REMEMBER_OPTIONS);
    if (keys.shape.length !== 3 || keys.shape[2] !== this.key.inputs) {
      throw new ShapeError(
        name,
        `the keys are ${formatShape(keys.shape)}; they must be [S, B, ${this.key.inputs}].`,
        { keys: keys.shape },
      );
    }
    const { mask } = options;
    const projected = this.key.forward(keys);
    if (mask !== undefined) requireMask(name, mask, keys.shape.slice(0, 2));
    return { keys, projected, mask };
  }

  /**
   * Returns the context `[B, K]` of queries `[B, Q]`, and the weights `[S, B]`. A lane whose steps
   * are all hidden has the context 0.
   *
   * @throws ArgumentError if the query is not a tensor, or `memory` is not what `remember` returned.
   * @throws ShapeError if the query does not fit the layer and its memory.
   */
  attend(query: Tensor, memory: AttentionMemory): { readonly context: Tensor; readonly weights: Tensor } {
    const name = 'AdditiveAttention.attend';
    requireTensor(name, 'the query', query);
    requireMemory(name, memory);
    const { keys, projected, mask } = memory;
    const [steps = 0, lanes = 0] = keys.shape;
    if (query.shape.length !== 2 || query.shape[0] !== lanes || query.shape[1] !== this.query.inputs) {
      throw new ShapeError(
        name,
        `the query is ${formatShape(query.shape)}; it must be [${lanes}, ${this.query.inputs}], a row for each lane.`,
        { query: query.shape },
      );
    }
    const hidden = tanh(add(projected, this.query.forward(query)));
    const scores = reshape(matmul(hidden, this.score), [steps, lanes]);
    let weights = softmax(mask === undefined ? scores : where(mask, scores, HIDDEN), 0);
    if (mask !== undefined) weights = where(mask, weights, 0);
    return { context: sum(multiply(keys, reshape(weights, [steps, lanes, 1])), 0), weights };
  }
}

function requireMemory(name: string, memory: unknown): void {
  if (typeof memory === 'object' && memory !== null && 'keys' in memory && 'projected' in memory) {
    if (isTensor(memory.keys) && isTensor(memory.projected)) return;
  }
  throw new ArgumentError(name, `the memory is ${describe(memory)}; it must be what remember returned.`, {
    memory,
  });
}
