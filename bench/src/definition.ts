/**
 * What a case is, in numbers: the same for our packages as for anything they are compared with.
 * Letters: T steps of a window, B lanes, H hidden units, L layers, V symbols.
 */
export type Definition =
  | LanguageModelDefinition
  | SamplingDefinition
  | PerceptronDefinition
  | LeNetDefinition
  | XorDefinition
  | ProductDefinition;

export const CELL_NAMES = ['RNN', 'LSTM', 'GRU', 'PeepholeLSTM', 'CoupledLSTM', 'MinGRU', 'MinLSTM'] as const;
export type CellName = (typeof CELL_NAMES)[number];

/**
 * A character-level language model: one-hot symbols, recurrent layers, a linear layer to the logits
 * of the next symbol.
 */
export interface ModelSizes {
  readonly cell: CellName;
  /** L */
  readonly layers: number;
  /** H */
  readonly hidden: number;
}

/** Training: windows of T steps of B lanes, the state carried from window to window. */
export interface LanguageModelDefinition extends ModelSizes {
  readonly kind: 'language model';
  /** B */
  readonly lanes: number;
  /** T */
  readonly window: number;
  /** Windows of the text, which is read again when it ends; 100 if not given. */
  readonly windows?: number;
}

/** Drawing symbols one by one, each read back in. */
export interface SamplingDefinition extends ModelSizes {
  readonly kind: 'sampling';
}

/** Training a classifier: linear layers with relu between them, cross-entropy. */
export interface PerceptronDefinition {
  readonly kind: 'perceptron';
  /** Inputs, hidden units ..., classes. */
  readonly sizes: readonly number[];
  readonly batch: number;
}

/**
 * Training LeNet-5 (LeCun et al. 1998) on images of 28 x 28: convolutions to 6 and 16 channels of
 * kernels 5 x 5, the first with a padding of 2, each with relu and max pooling by 2, then linear
 * layers 400-120-84-10 with relu between them, cross-entropy.
 */
export interface LeNetDefinition {
  readonly kind: 'lenet';
  readonly batch: number;
}

/** Training 2-H-1 on the four samples of exclusive or, all at once. */
export interface XorDefinition {
  readonly kind: 'xor';
  readonly hidden: number;
}

/** `C = A B`, or `C = Aᵀ B`, with A [rows, depth] and B [depth, columns]. */
export interface ProductDefinition {
  readonly kind: 'product';
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  /** Whether A is stored as its transpose, as in the gradient of a weight. */
  readonly transposedLeft: boolean;
}

/** V of every language model: about what a novel without rare symbols has. */
export const SYMBOLS = 65;

/** What a rate counts: per second. */
export type Unit = 'characters/s' | 'samples/s' | 'steps/s' | 'GFLOP/s';

export function unitOf({ kind }: Definition): Unit {
  switch (kind) {
    case 'language model':
    case 'sampling':
      return 'characters/s';
    case 'perceptron':
    case 'lenet':
      return 'samples/s';
    case 'xor':
      return 'steps/s';
    case 'product':
      return 'GFLOP/s';
  }
}
