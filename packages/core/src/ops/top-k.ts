import { type OptionNames, requireFlag, requireOptions, requireRange } from '../arguments.js';
import type { Indices } from '../tensor/indices.js';
import { requireTensor } from '../tensor/require-tensor.js';
import { normalizedAxis, splitAt } from '../tensor/shape.js';
import { numbersOf, type Tensor } from '../tensor/tensor.js';
import { takeAlong } from './take-along.js';

/** Options of `topK`. */
export interface TopKOptions {
  /** The axis along which elements are compared. Default: -1, the last axis. */
  readonly axis?: number;
  /** Whether the largest elements are taken, or the smallest. Default: true. */
  readonly largest?: boolean;
}

const OPTIONS: OptionNames<TopKOptions> = { axis: true, largest: true };

/** The result of `topK`. */
export interface TopK {
  /** The elements, sorted by rank. Gradients flow to the elements that were taken. */
  readonly values: Tensor;
  /** Their places along the axis. */
  readonly indices: Indices;
}

/**
 * Returns the `k` largest elements along an axis, sorted, and their places. Of equal elements, the
 * first comes first. NaN counts as the largest.
 *
 * @throws ArgumentError if `x` is not a tensor, `k` is not a whole number from 0 to the length of
 * the axis, or an option is unknown or has a value that it must not have.
 * @throws ShapeError if `x` has no such axis.
 */
export function topK(x: Tensor, k: number, options: TopKOptions = {}): TopK {
  requireTensor('topK', 'x', x);
  requireOptions('topK', options, OPTIONS);
  const { axis = -1, largest = true } = options;
  requireFlag('topK', 'largest', largest);
  const normalized = normalizedAxis('topK', x.shape, axis);
  const { outer, length, inner } = splitAt(x.shape, normalized);
  requireRange('topK', 'k', k, { least: 0, most: length, whole: true });
  const numbers = numbersOf(x);
  const data = new Int32Array(outer * k * inner);
  for (let row = 0; row < outer * inner; row++) {
    const [o, i] = [Math.floor(row / inner), row % inner];
    const start = o * length * inner + i;
    const best = bestOf(length, k, (place) => {
      const value = numbers[start + place * inner] as number;
      if (Number.isNaN(value)) return largest ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
      return largest ? value : -value;
    });
    best.forEach((place, rank) => {
      data[(o * k + rank) * inner + i] = place;
    });
  }
  const indices = { shape: x.shape.with(normalized, k), data };
  return { values: takeAlong(x, indices, normalized), indices };
}

/** Returns the places of the `k` highest of `length` scores, sorted. A heap keeps the best so far. */
function bestOf(length: number, k: number, scoreOf: (place: number) => number): number[] {
  const heap: { readonly place: number; readonly score: number }[] = [];
  /** Whether `a` is worse than `b`. */
  const isWorse = (a: number, b: number): boolean => {
    const [x, y] = [heap[a], heap[b]];
    if (x === undefined || y === undefined) return false;
    return x.score < y.score || (x.score === y.score && x.place > y.place);
  };
  const exchange = (a: number, b: number): void => {
    const held = heap[a];
    heap[a] = heap[b] as (typeof heap)[number];
    heap[b] = held as (typeof heap)[number];
  };
  if (k === 0) return [];
  for (let place = 0; place < length; place++) {
    const score = scoreOf(place);
    if (heap.length < k) {
      heap.push({ place, score });
      for (let i = heap.length - 1; i > 0; ) {
        const above = (i - 1) >> 1;
        if (!isWorse(i, above)) break;
        exchange(i, above);
        i = above;
      }
      continue;
    }
    if (!(score > (heap[0]?.score ?? 0))) continue;
    heap[0] = { place, score };
    for (let i = 0; ; ) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      let worst = left < k && isWorse(left, i) ? left : i;
      if (right < k && isWorse(right, worst)) worst = right;
      if (worst === i) break;
      exchange(i, worst);
      i = worst;
    }
  }
  return heap.toSorted((a, b) => b.score - a.score || a.place - b.place).map(({ place }) => place);
}
