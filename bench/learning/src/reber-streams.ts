import { type Indices, indices, type Random } from '@tbptt/core';
import { continualReber, type Floats, REBER_SYMBOLS } from '@tbptt/data';
import type { Stream, StreamWindow } from '@tbptt/rnn';

const V = REBER_SYMBOLS.length;

/** A part of some streams, and what the grammar allows after each symbol. */
export interface ReberWindow extends StreamWindow {
  /** `[T B, V]`, rows in the order of the inputs. */
  readonly legal: Floats;
}

/**
 * B streams of embedded Reber strings without end, side by side, each from the beginning of a
 * string: what `truncatedBPTT` and `validate` read, and a criterion too. A symbol takes 2 bytes,
 * for streams of millions.
 */
export class ReberStreams implements Stream {
  /** `[length + 1, B]` */
  readonly #symbols: Uint8Array;
  /** `[length + 1, B]`: bit v is set where symbol v is allowed next. */
  readonly #legal: Uint8Array;

  constructor(
    random: Random,
    readonly lanes: number,
    readonly length: number,
  ) {
    this.#symbols = new Uint8Array((length + 1) * lanes);
    this.#legal = new Uint8Array((length + 1) * lanes);
    for (let b = 0; b < lanes; b++) {
      const { ids, legal } = continualReber(random, length + 1);
      for (let t = 0; t <= length; t++) {
        const at = t * lanes + b;
        this.#symbols[at] = ids[t] as number;
        for (let v = 0; v < V; v++)
          this.#legal[at] = (this.#legal[at] as number) | ((legal.data[t * V + v] as number) << v);
      }
    }
  }

  window(start: number, length: number): ReberWindow {
    const B = this.lanes;
    const T = Math.min(length, this.length - start);
    const symbols = (first: number): Indices =>
      indices([T, B], Int32Array.from(this.#symbols.subarray(first * B, (first + T) * B)));
    const legal = new Float32Array(T * B * V);
    for (let row = 0; row < T * B; row++) {
      const allowed = this.#legal[start * B + row] as number;
      for (let v = 0; v < V; v++) legal[row * V + v] = (allowed >> v) & 1;
    }
    return {
      inputs: symbols(start),
      targets: symbols(start + 1),
      count: T * B,
      legal: { shape: [T * B, V], data: legal },
    };
  }
}
