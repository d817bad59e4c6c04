import { type OptionNames, requireFlag, requireOptions } from '../arguments.js';
import { ShapeError } from '../errors.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { broadcastShape, formatShape, type Shape, sameShape } from '../tensor/shape.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { multiply } from './arithmetic.js';
import { matmul } from './matmul.js';
import { transpose } from './permute.js';
import { softmax } from './softmax.js';
import { where } from './where.js';

/** Options of `scaledDotProductAttention`. */
export interface AttentionOptions {
  /**
   * 1 where a query sees a key, and 0 where it does not. It broadcasts to `[..., T, S]`. Default: every
   * query sees every key.
   */
  readonly mask?: Tensor | undefined;
  /** Whether query `t` sees the keys 0 to `t` only. Default: false. */
  readonly causal?: boolean;
}

const OPTIONS: OptionNames<AttentionOptions> = { mask: true, causal: true };

/** The result of an attention. */
export interface Attended {
  /** `[..., T, V]` The mean of the values, weighted by `weights`, for each query. */
  readonly outputs: Tensor;
  /** `[..., T, S]` The weight of each key for each query. Weights are at least 0, and their sum is 1. */
  readonly weights: Tensor;
}

/**
 * Computes `softmax(q kᵀ / √D) v` for queries `[..., T, D]`, keys `[..., S, D]` and values
 * `[..., S, V]`, whose leading axes broadcast (Vaswani et al. 2017, arXiv:1706.03762). A query that
 * sees no key has the weights and the output 0.
 *
 * @throws ArgumentError if an operand is not a tensor, or an option is unknown.
 * @throws ShapeError if the shapes do not fit.
 */
export function scaledDotProductAttention(
  queries: Tensor,
  keys: Tensor,
  values: Tensor,
  options: AttentionOptions = {},
): Attended {
  const name = 'scaledDotProductAttention';
  requireTensor(name, 'the queries', queries);
  requireTensor(name, 'the keys', keys);
  requireTensor(name, 'the values', values);
  requireOptions(name, options, OPTIONS);
  const { mask, causal = false } = options;
  requireFlag(name, 'causal', causal);
  const ranks = [queries, keys, values].map(({ shape }) => shape.length);
  const fit = queries.shape.at(-1) === keys.shape.at(-1) && keys.shape.at(-2) === values.shape.at(-2);
  if (ranks.some((rank) => rank < 2) || !fit) {
    throw new ShapeError(
      name,
      `the queries are ${formatShape(queries.shape)}, the keys ${formatShape(keys.shape)}, the values ${formatShape(values.shape)}; ` +
        'they must be [..., T, D], [..., S, D] and [..., S, V].',
      { queries: queries.shape, keys: keys.shape, values: values.shape },
    );
  }
  const scaled = multiply(queries, 1 / Math.sqrt(Math.max(1, keys.shape.at(-1) ?? 1)));
  let scores = matmul(scaled, transpose(keys));
  const [queryCount = 0, keyCount = 0] = scores.shape.slice(-2);
  const visible = [...(mask === undefined ? [] : [mask]), ...(causal ? [pastOf(queryCount, keyCount)] : [])];
  for (const one of visible) {
    requireMask(name, one, scores.shape);
    scores = where(one, scores, HIDDEN);
  }
  let weights = softmax(scores);
  for (const one of visible) weights = where(one, weights, 0);
  return { outputs: matmul(weights, values), weights };
}

/** A score whose weight is 0, unless all scores are as low. With -Infinity the weights would be NaN then. */
export const HIDDEN = -1e30;

/** Checks that a mask broadcasts to the shape of the scores. */
export function requireMask(name: string, mask: Tensor, scores: Shape): void {
  requireTensor(name, 'the mask', mask);
  if (sameShape(broadcastShape(name, scores, mask.shape), scores)) return;
  throw new ShapeError(
    name,
    `the mask is ${formatShape(mask.shape)}; it must broadcast to ${formatShape(scores)}, the scores.`,
    { mask: mask.shape, scores },
  );
}

/** `[T, S]` 1 for keys up to the query, 0 after it. */
function pastOf(queries: number, keys: number): Tensor {
  return tensor(
    [queries, keys],
    Float32Array.from({ length: queries * keys }, (_, i) => (i % keys <= Math.floor(i / keys) ? 1 : 0)),
  );
}
