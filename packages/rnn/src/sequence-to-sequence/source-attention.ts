import {
  AdditiveAttention,
  add,
  Linear,
  matmul,
  type Random,
  reshape,
  scaledDotProductAttention,
  softmax,
  type Tensor,
  tanh,
  where,
} from '@tbptt/core';

/** How a decoder weighs the steps of a source. */
export type AttentionKind = 'additive' | 'dot';

/** The result of attention to a source. */
export interface Glance {
  /** [B, T, K] The means of the keys. */
  readonly contexts: Tensor;
  /** [B, T, S] */
  readonly weights: Tensor;
}

/** Attention of queries `[B, T, H]` to keys `[B, S, K]`, lanes first so that lanes can be selected. */
export interface SourceAttention {
  /** Returns the part of the scores that is the same for all queries, `[B, S, A]`. */
  prepare(keys: Tensor): Tensor;
  /** mask: `[B, S]`, 1 for the steps that are seen. */
  attend(queries: Tensor, keys: Tensor, prepared: Tensor, mask: Tensor): Glance;
}

/** `score = q · (W k) / √H` (Luong et al. 2015, arXiv:1508.04025, "general", scaled as in Vaswani et al.). */
export class DotAttention implements SourceAttention {
  /** W, [K, H] */
  readonly key: Linear;

  constructor(keys: number, hidden: number, random: Random) {
    this.key = new Linear(keys, hidden, { random, bias: false });
  }

  prepare(keys: Tensor): Tensor {
    return this.key.forward(keys);
  }

  attend(queries: Tensor, keys: Tensor, prepared: Tensor, mask: Tensor): Glance {
    const [B = 0, S = 0] = mask.shape;
    const seen = reshape(mask, [B, 1, S]);
    const { outputs, weights } = scaledDotProductAttention(queries, prepared, keys, { mask: seen });
    return { contexts: outputs, weights };
  }
}

/** `score = vᵀ tanh(W q + U k)` (Bahdanau et al. 2015, arXiv:1409.0473). */
export class AdditiveSourceAttention implements SourceAttention {
  readonly network: AdditiveAttention;

  constructor(keys: number, hidden: number, random: Random) {
    this.network = new AdditiveAttention(hidden, keys, hidden, { random });
  }

  prepare(keys: Tensor): Tensor {
    return this.network.key.forward(keys);
  }

  attend(queries: Tensor, keys: Tensor, prepared: Tensor, mask: Tensor): Glance {
    const { query, score } = this.network;
    const [B = 0, T = 0] = queries.shape;
    const [, S = 0, A = 0] = prepared.shape;
    const asked = reshape(query.forward(queries), [B, T, 1, A]);
    const hidden = tanh(add(reshape(prepared, [B, 1, S, A]), asked));
    const scores = reshape(matmul(hidden, score), [B, T, S]);
    const seen = reshape(mask, [B, 1, S]);
    const weights = where(seen, softmax(where(seen, scores, HIDDEN)), 0);
    return { contexts: matmul(weights, keys), weights };
  }
}

/** A score so low that its weight is 0. */
const HIDDEN = -1e30;
