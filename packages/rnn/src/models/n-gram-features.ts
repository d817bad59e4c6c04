import {
  ArgumentError,
  applyLayer,
  concat,
  Embedding,
  type Layer,
  type Random,
  Tensor,
  tensor,
  uniform,
} from '@tbptt/core';
import {
  COUNT,
  checkIndices,
  describe,
  formatShape,
  type OptionNames,
  requireRange,
  sameShape,
} from '@tbptt/core/operation';
import { requireDrawing, requireLayer, requireSizes } from '../arguments.js';
import { requireSequence } from '../cells/check.js';
import { stepByWindow } from '../cells/single-step.js';
import { type LaneEvents, laneEvents } from '../lanes/lane-events.js';
import { zeroPadding } from '../lanes/zero-padding.js';
import type { LaneOptions, Recurrent, Sequence, StepOptions, Stepped, Unrolled } from '../recurrent.js';

/** The latest symbols of each lane, each plus 1, in the order of the text: `[B, n - 1]`. 0 is no symbol. */
export type NGramState = { readonly recent: Tensor };

/** Sizes of `NGramFeatures`. */
export interface NGramOptions {
  /** The lengths n of the n-grams, each at least 2. Default: `[2, 3]`. */
  readonly orders?: readonly number[];
  /** The number of vectors of each order. Default: 4096. */
  readonly rows?: number;
  /** E, the size of a vector. Default: 24. */
  readonly size?: number;
  /** A layer that the vectors pass, such as `new Dropout(0.3, { random })`. Default: none. */
  readonly dropout?: Layer;
}

/** A list for every time step without an event. */
const NO_LANES: readonly number[] = [];

const NAMES: OptionNames<NGramOptions & { readonly random: Random }> = {
  random: true,
  orders: true,
  rows: true,
  size: true,
  dropout: true,
};

/**
 * Vectors of the last n symbols, for each of some orders n: symbols `[T, B]` to `[T, B, E]` for each
 * order, side by side. A head that reads them beside the units of a recurrent layer, see `withNGrams`, has
 * the direct connections of Mikolov et al. 2011 ("Strategies for training large scale neural network
 * language models"), of low rank. They know short contexts at the price of a lookup, so the units are
 * free for the long ones.
 *
 * An n-gram has row `1 + hash mod rows` of the table of its order, where n-grams with the same row share a
 * vector. The state has the symbols before the window, so a window equals its steps. The first n - 1
 * symbols of a lane end no n-gram: their vector is zero.
 */
export class NGramFeatures implements Recurrent<NGramState> {
  /** `[rows + 1, E]` for each order. Row 0 stays zero. */
  readonly tables: readonly Embedding[];
  /** The lengths n of the n-grams. */
  readonly orders: readonly number[];
  readonly outputSize: number;
  /** The number of symbols before the present one that the longest n-gram has. */
  readonly #history: number;
  readonly #dropout: Layer | undefined;

  /** @throws ArgumentError if a size, an order or an option is not valid */
  constructor(
    /** V, the number of symbols. */
    readonly symbols: number,
    options: NGramOptions & { readonly random: Random },
  ) {
    requireDrawing('NGramFeatures', options, NAMES);
    const { random, orders = [2, 3], rows = 4096, size = 24, dropout } = options;
    requireSizes('NGramFeatures', { 'the number of symbols': symbols, rows, size });
    requireOrders(orders);
    if (dropout !== undefined) requireLayer('NGramFeatures', 'dropout', dropout);
    this.orders = [...orders];
    this.tables = orders.map(
      () => new Embedding(rows + 1, size, { random, weight: uniform(0.1), paddingIndex: 0 }),
    );
    this.outputSize = orders.length * size;
    this.#history = Math.max(...orders) - 1;
    this.#dropout = dropout;
  }

  /** Returns the state of lanes that have read nothing. */
  initialState(lanes: number): NGramState {
    requireRange('NGramFeatures', 'lanes', lanes, COUNT);
    return { recent: tensor([lanes, this.#history], new Float32Array(lanes * this.#history)) };
  }

  /**
   * Runs a window. Without a state it begins with the initial state.
   *
   * @throws ArgumentError if the inputs are vectors, if an input is not from 0 to V - 1, or if the
   * state is none of as many lanes
   */
  unroll(inputs: Sequence, state?: NGramState, lanes: LaneOptions = {}): Unrolled<NGramState> {
    const { steps: T, lanes: B } = requireSequence('NGramFeatures', inputs);
    if (inputs instanceof Tensor) {
      throw new ArgumentError(
        'NGramFeatures',
        `the inputs are vectors ${formatShape(inputs.shape)}; n-grams are of symbols [T, B]. Leave the embedding out.`,
      );
    }
    const events = laneEvents('NGramFeatures', lanes, T, B);
    const { lengths } = lanes;
    const { data: ids } = lengths === undefined ? inputs : zeroPadding(inputs, lengths);
    checkIndices('NGramFeatures', { shape: inputs.shape, data: ids }, this.symbols);
    const recent = this.#read(state === undefined ? this.initialState(B) : state, B);
    const rows = this.orders.map(() => new Int32Array(T * B));
    for (let t = 0; t < T; t++) this.#advance(ids, t, B, recent, rows, events);
    const vectors = this.tables.map((table, k) =>
      table.forward({ shape: [T, B], data: rows[k] as Int32Array }),
    );
    const outputs = concat(vectors, 2);
    return {
      outputs: this.#dropout === undefined ? outputs : applyLayer(this.#dropout, outputs),
      state: { recent: tensor([B, this.#history], recent) },
    };
  }

  step(input: Sequence, state: NGramState, lanes?: StepOptions): Stepped<NGramState> {
    return stepByWindow(this, input, state, lanes);
  }

  /** Returns a copy of the symbols of a state. */
  #read(state: NGramState, B: number): Float64Array {
    const given: unknown = state?.recent;
    const isTensor = given instanceof Tensor;
    if (isTensor && sameShape(given.shape, [B, this.#history])) return Float64Array.from(given.toFloats());
    throw new ArgumentError(
      'NGramFeatures',
      `the recent symbols are ${isTensor ? formatShape(given.shape) : describe(given)}; they must be [${B}, ${this.#history}], as initialState(${B}) has them.`,
    );
  }

  /** Reads step t: moves the symbols of every lane on, and writes the row of each of its n-grams. */
  #advance(
    ids: Int32Array,
    t: number,
    B: number,
    recent: Float64Array,
    rows: readonly Int32Array[],
    events: LaneEvents | undefined,
  ): void {
    const history = this.#history;
    for (const b of events?.reset[t] ?? NO_LANES) recent.fill(0, b * history, (b + 1) * history);
    const paused = events?.paused[t] ?? NO_LANES;
    for (let b = 0; b < B; b++) {
      if (paused.includes(b)) continue;
      const latest = (ids[t * B + b] as number) + 1;
      const end = (b + 1) * history;
      for (let k = 0; k < rows.length; k++) {
        (rows[k] as Int32Array)[t * B + b] = this.#row(k, recent, end, latest);
      }
      recent.copyWithin(end - history, end - history + 1, end);
      recent[end - 1] = latest;
    }
  }

  /** Returns the row of the n-gram that ends with a symbol, or 0 if the lane has not read n symbols yet. */
  #row(k: number, recent: Float64Array, end: number, latest: number): number {
    let hash = latest;
    for (let place = end - (this.orders[k] as number) + 1; place < end; place++) {
      const symbol = recent[place] as number;
      if (symbol === 0) return 0;
      hash = (Math.imul(hash, 0x9e3779b1) + symbol) | 0;
    }
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    hash ^= hash >>> 13;
    return 1 + ((hash >>> 0) % ((this.tables[k] as Embedding).symbols - 1));
  }
}

/** Every order is a whole number of at least 2. */
function requireOrders(orders: readonly number[]): void {
  if (!Array.isArray(orders) || orders.length === 0) {
    throw new ArgumentError(
      'NGramFeatures',
      `the orders are ${describe(orders)}; they must be an array of at least one number, such as [2, 3].`,
    );
  }
  for (const order of orders) requireRange('NGramFeatures', 'an order', order, { least: 2, whole: true });
}
