import { gather } from '../ops/gather.js';
import type { Random } from '../random/random.js';
import { checkIndices, type Indices } from '../tensor/indices.js';
import { Parameter } from '../tensor/parameter.js';
import type { Tensor } from '../tensor/tensor.js';
import { type Initialiser, normal } from './initialisers.js';
import { requireSize } from './require-size.js';

/** Options of `Embedding`. */
export interface EmbeddingOptions {
  /** Where the initial numbers are drawn from. */
  readonly random: Random;
  /** The initial weight; normal with mean 0 and variance 1 if not given. */
  readonly weight?: Initialiser;
}

/** A vector for each of `symbols` symbols (V), looked up by number. */
export class Embedding {
  /** [symbols, size] */
  readonly weight: Parameter;

  constructor(
    readonly symbols: number,
    readonly size: number,
    { random, weight = normal() }: EmbeddingOptions,
  ) {
    requireSize('Embedding', 'number of symbols', symbols);
    requireSize('Embedding', 'size of the vectors', size);
    this.weight = new Parameter(weight([symbols, size], random));
  }

  /** ids: [...], each from 0 to `symbols - 1`; the result: [..., size]. */
  forward(ids: Indices): Tensor {
    checkIndices('Embedding', ids, this.symbols);
    return gather(this.weight, ids);
  }
}
