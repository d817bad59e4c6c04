import {
  describe,
  isInRange,
  type OptionNames,
  requireOptions,
  requireRandom,
  requireRange,
  SIZE,
} from '../arguments.js';
import { ArgumentError } from '../errors.js';
import { gather } from '../ops/gather.js';
import type { Random } from '../random/random.js';
import { checkIndices, type Indices } from '../tensor/indices.js';
import { Parameter } from '../tensor/parameter.js';
import { type Tensor, tensor } from '../tensor/tensor.js';
import { type Initializer, initialize, normal } from './initializers.js';

/** Options of `Embedding`. */
export interface EmbeddingOptions {
  /** Draws the initial numbers. */
  readonly random: Random;
  /** The initial weight. Default: normal with mean 0 and variance 1. */
  readonly weight?: Initializer;
  /**
   * A symbol that means "none". Its vector is zero at first and gets no gradient from lookups.
   * Default: there is none.
   */
  readonly paddingIndex?: number | undefined;
}

const OPTIONS: OptionNames<EmbeddingOptions> = { random: true, weight: true, paddingIndex: true };

/** Maps each of `symbols` symbols (V) to a vector that is learned. */
export class Embedding {
  /** `[symbols, size]` */
  readonly weight: Parameter;
  readonly paddingIndex: number | undefined;

  /**
   * @throws ArgumentError if a size is not a whole number of at least 1, the padding index is no
   * symbol, `random` is missing, or an option is unknown.
   * @throws ShapeError if the initializer returned a tensor of another shape.
   */
  constructor(
    readonly symbols: number,
    readonly size: number,
    options: EmbeddingOptions,
  ) {
    requireRange('Embedding', 'the number of symbols', symbols, SIZE);
    requireRange('Embedding', 'the size of the vectors', size, SIZE);
    requireOptions('Embedding', options, OPTIONS);
    requireRandom('Embedding', options?.random);
    const { random, weight = normal(), paddingIndex } = options;
    if (paddingIndex !== undefined) requireSymbol(paddingIndex, symbols);
    this.paddingIndex = paddingIndex;
    const initial = initialize('Embedding', 'weight', weight, [symbols, size], random);
    this.weight = new Parameter(paddingIndex === undefined ? initial : withoutRow(initial, paddingIndex));
  }

  /**
   * ids: `[...]`, each from 0 to `symbols - 1`. The result: `[..., size]`.
   *
   * @throws ArgumentError if `ids` are no `Indices`, or if one of them is no symbol.
   */
  forward(ids: Indices): Tensor {
    checkIndices('Embedding', ids, this.symbols);
    return gather(this.weight, ids, { paddingIndex: this.paddingIndex });
  }
}

function requireSymbol(index: unknown, symbols: number): void {
  if (isInRange(index, { least: 0, below: symbols, whole: true })) return;
  throw new ArgumentError(
    'Embedding',
    `the padding index is ${describe(index)}; it must be one of the symbols, from 0 to ${symbols - 1}.`,
    { paddingIndex: index },
  );
}

/** Returns a copy of a table in which one row is zero. */
function withoutRow(table: Tensor, row: number): Tensor {
  const [, columns = 0] = table.shape;
  return tensor(table.shape, table.toFloats().fill(0, row * columns, (row + 1) * columns));
}
