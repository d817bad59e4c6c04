import { requireRange, SIZE } from '../arguments.js';
import { ArgumentError } from '../errors.js';
import { gather } from '../ops/gather.js';
import type { Random } from '../random/random.js';
import { checkIndices, type Indices } from '../tensor/indices.js';
import { Parameter } from '../tensor/parameter.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { type Initializer, normal } from './initializers.js';

/** Options of `Embedding`. */
export interface EmbeddingOptions {
  /** Where the initial numbers are drawn from. */
  readonly random: Random;
  /** The initial weight; normal with mean 0 and variance 1 if not given. */
  readonly weight?: Initializer;
  /** A symbol that stands for "none": its vector is zero at first and gets no gradient from lookups. There is none if not given. */
  readonly paddingIndex?: number;
}

/** A vector for each of `symbols` symbols (V), looked up by number. */
export class Embedding {
  /** [symbols, size] */
  readonly weight: Parameter;
  readonly paddingIndex: number | undefined;

  /** Throws `ArgumentError` when a size or the padding index is out of range. */
  constructor(
    readonly symbols: number,
    readonly size: number,
    { random, weight = normal(), paddingIndex }: EmbeddingOptions,
  ) {
    requireRange('Embedding', 'the number of symbols', symbols, SIZE);
    requireRange('Embedding', 'the size of the vectors', size, SIZE);
    this.paddingIndex = paddingIndex;
    const initial = weight([symbols, size], random);
    this.weight = new Parameter(paddingIndex === undefined ? initial : withoutRow(initial, paddingIndex));
  }

  /** ids: [...], each from 0 to `symbols - 1`; the result: [..., size]. */
  forward(ids: Indices): Tensor {
    checkIndices('Embedding', ids, this.symbols);
    return gather(this.weight, ids, { paddingIndex: this.paddingIndex });
  }
}

/** A copy of a table in which one row is zero. */
function withoutRow(table: Tensor, row: number): Tensor {
  const [rows = 0, columns = 0] = table.shape;
  if (!Number.isInteger(row) || row < 0 || row >= rows) {
    throw new ArgumentError(
      'Embedding',
      `the padding index is ${row}; it must be one of the symbols, from 0 to ${rows - 1}.`,
    );
  }
  return tensor(table.shape, table.toFloats().fill(0, row * columns, (row + 1) * columns));
}
