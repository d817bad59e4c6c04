import { ArgumentError, FormatError, type Tensor } from '@tbptt/core';
import { encodeSafetensors, loadStateDictionary, stateDictionary } from '@tbptt/core/files';
import { describe, type OptionNames, requireOptions } from '@tbptt/core/operation';
import { requireGivenOptions } from '../arguments.js';
import { CharLM } from '../models/char-lm.js';
import { charLMOf } from './char-lm-of.js';
import {
  areTexts,
  CELLS,
  type Cells,
  FILES,
  type FolderConfig,
  type FolderVocabulary,
  isSymbolUnit,
  MODEL_TYPE,
  SYMBOL_UNITS,
  VERSION,
} from './format.js';
import { type CardOptions, modelCard } from './model-card.js';

/** Options of `encodeModelFolder`. */
export interface EncodeFolderOptions {
  /**
   * The symbols and what they are, such as a `Vocabulary` of `@tbptt/data`; or the texts of the symbols
   * alone, [V].
   */
  readonly vocabulary: FolderVocabulary | readonly string[];
  /** Whatever is worth knowing about the training, such as the number of updates. Default: nothing. */
  readonly training?: Readonly<Record<string, string | number>>;
  /** What the model card says besides the sizes of the model. Default: nothing. */
  readonly card?: CardOptions;
  /** Classes of layers of your own, by the names that the folder gives them. Default: none. */
  readonly cells?: Cells;
}

const NAMES: OptionNames<EncodeFolderOptions> = { vocabulary: true, training: true, card: true, cells: true };
const CARD_NAMES: OptionNames<CardOptions> = { name: true, description: true, license: true, language: true };

/**
 * Returns a model as the files of a folder, by their names, in the form of the folders on model
 * hubs: `config.json` with the sizes, `model.safetensors` with the state dictionary, `vocab.json`
 * with the number of each symbol, and the model card `README.md`.
 *
 * Dropout between the layers is not saved, so the model that is read back is for use, or for
 * training without it.
 *
 * @throws ArgumentError if the model is no `CharLM` that the configuration can describe, or an
 * option is not valid
 */
export function encodeModelFolder(
  model: CharLM,
  options: EncodeFolderOptions,
): Record<(typeof FILES)[keyof typeof FILES], Uint8Array> {
  const operation = 'encodeModelFolder';
  requireCharLM(operation, model);
  requireGivenOptions(operation, options, NAMES);
  const { training = {}, card = {}, cells = {} } = options;
  const vocabulary = vocabularyOf(operation, options.vocabulary, model.outputSize);
  requireTraining(operation, training);
  requireOptions(operation, card, CARD_NAMES);
  for (const [name, text] of Object.entries(card)) {
    if (typeof text !== 'string') {
      throw new ArgumentError(operation, `card.${name} is ${describe(text)}; it must be a text.`);
    }
  }
  const known = { ...CELLS, ...cells };
  const config = configOf(operation, model, known, { vocabulary, training });
  const weights = stateDictionary(model);
  requireDescribed(operation, config, known, weights);
  const numbers = Object.fromEntries(vocabulary.symbols.map((symbol, number) => [symbol, number]));
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  return {
    [FILES.config]: text(`${JSON.stringify(config, undefined, 2)}\n`),
    [FILES.vocabulary]: text(`${JSON.stringify(numbers)}\n`),
    [FILES.weights]: encodeSafetensors(weights, { format: MODEL_TYPE }),
    [FILES.card]: text(modelCard(config, card)),
  };
}

function configOf(
  operation: string,
  model: CharLM,
  cells: Cells,
  { vocabulary, training }: Pick<FolderConfig, 'training'> & { readonly vocabulary: FolderVocabulary },
): FolderConfig {
  const { embedding, rnn } = model;
  const [first] = rnn.layers;
  const kinds = new Set<unknown>(rnn.layers.map((layer) => layer.constructor));
  const cell = Object.entries(cells).find(([, Cell]) => Cell === first?.constructor)?.[0];
  if (first === undefined || kinds.size !== 1 || cell === undefined) {
    const names = rnn.layers.map((layer) => layer.constructor.name).join(', ');
    throw new ArgumentError(
      operation,
      `the layers of the model are ${names}; they must be of one class, one of ${Object.keys(cells).join(', ')}. Name a class of your own by the option cells.`,
    );
  }
  return {
    architectures: ['CharLM'],
    model_type: MODEL_TYPE,
    version: VERSION,
    cell,
    vocab_size: model.outputSize,
    hidden_size: first.outputSize,
    num_hidden_layers: rnn.layers.length,
    embedding_size: embedding?.size ?? null,
    tie_word_embeddings: embedding !== undefined && model.head.weight === embedding.weight,
    residual: rnn.residual,
    torch_dtype: 'float32',
    symbol_unit: vocabulary.unit ?? null,
    special_symbols: vocabulary.special ?? [],
    unknown_symbol: vocabulary.unknown ?? null,
    training,
  };
}

/** A part that the configuration does not know, such as a layer with weights in between, would be lost. */
function requireDescribed(
  operation: string,
  config: FolderConfig,
  cells: Cells,
  weights: Readonly<Record<string, Tensor>>,
): void {
  try {
    loadStateDictionary(charLMOf(config, cells), weights);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new ArgumentError(
      operation,
      `the model has parts that ${FILES.config} cannot describe, such as weights between its layers: ${error.rule}`,
      {},
      { cause: error },
    );
  }
}

function requireCharLM(operation: string, model: unknown): void {
  if (model instanceof CharLM) return;
  throw new ArgumentError(operation, `the model is ${describe(model)}; it must be a CharLM.`, { model });
}

/** Checks a vocabulary, or the list of its symbols. */
function vocabularyOf(operation: string, given: unknown, size: number): FolderVocabulary {
  const wrong = (name: string, value: unknown, rule: string): ArgumentError =>
    new ArgumentError(
      operation,
      `${name} is ${Array.isArray(value) ? `an array of ${value.length}` : describe(value)}; it must be ${rule}.`,
      { vocabulary: given },
    );
  const isVocabulary = typeof given === 'object' && given !== null && 'symbols' in given;
  const {
    symbols,
    unit,
    special = [],
    unknown,
  }: { readonly [Name in keyof FolderVocabulary]?: unknown } = isVocabulary ? given : { symbols: given };
  if (!areTexts(symbols) || symbols.length !== size) {
    const name = isVocabulary ? 'symbols of the vocabulary' : 'the vocabulary';
    throw wrong(name, symbols, `an array of ${size} different texts, one for each symbol of the model`);
  }
  if (unit !== undefined && !isSymbolUnit(unit)) {
    throw wrong('unit of the vocabulary', unit, `one of ${SYMBOL_UNITS.join(', ')}`);
  }
  const known = new Set(symbols);
  if (!areTexts(special) || !special.every((symbol) => known.has(symbol))) {
    throw wrong('special of the vocabulary', special, 'an array of different symbols of it');
  }
  if (unknown !== undefined && !(typeof unknown === 'string' && known.has(unknown))) {
    throw wrong('unknown of the vocabulary', unknown, 'one of its symbols');
  }
  return { symbols, unit, special, unknown };
}

function requireTraining(operation: string, training: unknown): void {
  const isObject = typeof training === 'object' && training !== null && !Array.isArray(training);
  const isFact = (fact: unknown): boolean => typeof fact === 'string' || Number.isFinite(fact);
  if (isObject && Object.values(training).every(isFact)) return;
  throw new ArgumentError(
    operation,
    `training is ${describe(training)}; it must be an object of texts and finite numbers.`,
    { training },
  );
}
