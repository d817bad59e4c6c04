import { CoupledLSTM } from '../cells/coupled-lstm.js';
import { GRU } from '../cells/gru.js';
import { GRUResetBefore } from '../cells/gru-reset-before.js';
import { IndRNN } from '../cells/ind-rnn.js';
import type { LayerClass } from '../cells/layer-class.js';
import { LayerNormLSTM } from '../cells/layer-norm-lstm.js';
import { LSTM } from '../cells/lstm.js';
import { MinGRU } from '../cells/min-gru.js';
import { MinLSTM } from '../cells/min-lstm.js';
import { PeepholeLSTM } from '../cells/peephole-lstm.js';
import { RNN } from '../cells/rnn.js';

/** The files of a folder. */
export const FILES = {
  config: 'config.json',
  vocabulary: 'vocab.json',
  weights: 'model.safetensors',
  card: 'README.md',
} as const;

/** `model_type` of our folders. */
export const MODEL_TYPE = 'tbptt-charlm';

/** The version of `config.json`, which rises if a reader of the version before could not read it. */
export const VERSION = 1;

/** What `config.json` says, under the names that are usual there. */
export interface FolderConfig {
  readonly architectures: readonly ['CharLM'];
  readonly model_type: typeof MODEL_TYPE;
  readonly version: number;
  readonly cell: string;
  readonly vocab_size: number;
  readonly hidden_size: number;
  readonly num_hidden_layers: number;
  /** Null if symbols enter the first layer as they are. */
  readonly embedding_size: number | null;
  readonly tie_word_embeddings: boolean;
  readonly residual: boolean;
  readonly torch_dtype: 'float32';
  /** What a symbol of `vocab.json` is. Null if that was not said. */
  readonly symbol_unit: SymbolUnit | null;
  /** Symbols that need not be a unit of a text. */
  readonly special_symbols: readonly string[];
  /** The symbol of whatever the vocabulary lacks. Null if there is none. */
  readonly unknown_symbol: string | null;
  /** Whatever is worth knowing about the training. */
  readonly training: Readonly<Record<string, string | number>>;
}

/** What the symbols of a `Vocabulary` of `@tbptt/data` may be. */
export const SYMBOL_UNITS = ['byte', 'codePoint', 'grapheme', 'word', 'token'] as const;

/** What a symbol is. */
export type SymbolUnit = (typeof SYMBOL_UNITS)[number];

/** Whether a value names a unit. */
export function isSymbolUnit(value: unknown): value is SymbolUnit {
  return SYMBOL_UNITS.some((unit) => unit === value);
}

/**
 * A vocabulary as data: a `Vocabulary` of `@tbptt/data` is one, and `Vocabulary.fromJSON` makes one
 * of it.
 */
export interface FolderVocabulary {
  /** [V] The texts of the symbols in the order of their numbers. */
  readonly symbols: readonly string[];
  /** What a symbol is. Default: not said, which `Vocabulary.fromJSON` takes for code points. */
  readonly unit?: SymbolUnit | undefined;
  /** The symbols that need not be a unit of a text. Default: none. */
  readonly special?: readonly string[] | undefined;
  /** The symbol of whatever the vocabulary lacks. Default: none. */
  readonly unknown?: string | undefined;
}

/** Classes of layers by their names. */
export type Cells = Readonly<Record<string, LayerClass>>;

/** The classes of layers that a folder names without further ado. */
export const CELLS: Cells = {
  RNN,
  LSTM,
  GRU,
  GRUResetBefore,
  PeepholeLSTM,
  CoupledLSTM,
  LayerNormLSTM,
  MinGRU,
  MinLSTM,
  IndRNN,
};

/** Whether a value is an array of different texts. */
export function areTexts(value: unknown): value is readonly string[] {
  if (!Array.isArray(value) || new Set<unknown>(value).size < value.length) return false;
  return value.every((text) => typeof text === 'string');
}
