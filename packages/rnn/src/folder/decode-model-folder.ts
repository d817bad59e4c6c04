import { ArgumentError, FormatError, type Tensor } from '@tbptt/core';
import { decodeSafetensors, loadStateDictionary } from '@tbptt/core/files';
import { COUNT, describe, isInRange, type OptionNames, requireOptions, SIZE } from '@tbptt/core/operation';
import type { CharLM } from '../models/char-lm.js';
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

/** Options of `decodeModelFolder`. */
export interface DecodeFolderOptions {
  /** Classes of layers of your own, by the names that the folder gives them. Default: none. */
  readonly cells?: Cells;
}

const NAMES: OptionNames<DecodeFolderOptions> = { cells: true };

/** A model that was read from a folder. */
export interface DecodedFolder {
  readonly model: CharLM;
  /** The symbols and what they are. `Vocabulary.fromJSON` of `@tbptt/data` takes them. */
  readonly vocabulary: FolderVocabulary;
  /** The name of the class of the layers. */
  readonly cell: string;
  /** What was noted about the training. */
  readonly training: Readonly<Record<string, string | number>>;
}

/**
 * Returns the model of a folder, from the files that `encodeModelFolder` made, by their names. The
 * model card is not read. Sizes are checked against the weights before a model is made.
 *
 * @throws FormatError if a file is missing or malformed, or if they do not fit each other
 * @throws ArgumentError if the files are no record of bytes, or an option is not valid
 */
export function decodeModelFolder(
  files: Readonly<Record<string, Uint8Array>>,
  options: DecodeFolderOptions = {},
): DecodedFolder {
  const operation = 'decodeModelFolder';
  requireOptions(operation, options, NAMES);
  const cells = { ...CELLS, ...options.cells };
  const config = configOf(
    operation,
    parsed(operation, FILES.config, fileOf(operation, files, FILES.config)),
    cells,
  );
  const vocabulary = vocabularyOf(
    operation,
    parsed(operation, FILES.vocabulary, fileOf(operation, files, FILES.vocabulary)),
    config,
  );
  const weights = fileOf(operation, files, FILES.weights);
  const model = naming(operation, FILES.weights, () => {
    const { tensors } = decodeSafetensors(weights);
    requireSizes(operation, config, tensors);
    const made = charLMOf(config, cells);
    loadStateDictionary(made, tensors);
    return made;
  });
  return { model, vocabulary, cell: config.cell, training: config.training };
}

/** Names the file in what is thrown about its content. */
function naming<R>(operation: string, file: string, work: () => R): R {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new FormatError(operation, `${file} cannot be used: ${error.rule}`, {}, { cause: error });
  }
}

function fileOf(operation: string, files: Readonly<Record<string, Uint8Array>>, name: string): Uint8Array {
  const given: unknown = files;
  if (typeof given !== 'object' || given === null) {
    throw new ArgumentError(
      operation,
      `the files are ${describe(given)}; they must be an object of bytes by the names of the files.`,
      { files },
    );
  }
  const file: unknown = Object.hasOwn(files, name) ? files[name] : undefined;
  if (file instanceof Uint8Array) return file;
  if (file === undefined)
    throw new FormatError(operation, `there is no ${name}, which a folder of a model has.`);
  throw new ArgumentError(operation, `${name} is ${describe(file)}; it must be bytes, a Uint8Array.`, {
    name,
  });
}

/** The object of a JSON file. */
function parsed(operation: string, name: string, bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new FormatError(operation, `${name} is no JSON text.`, {}, { cause: error });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new FormatError(operation, `${name} is ${describe(value)}; it must be a JSON object.`);
}

function configOf(operation: string, given: Readonly<Record<string, unknown>>, cells: Cells): FolderConfig {
  const wrong = (name: keyof FolderConfig, rule: string): FormatError =>
    new FormatError(
      operation,
      `${name} of ${FILES.config} is ${describe(given[name])}; it must be ${rule}.`,
      {
        [name]: given[name],
      },
    );
  const size = (name: keyof FolderConfig): number => {
    const value = given[name];
    if (typeof value === 'number' && isInRange(value, SIZE)) return value;
    throw wrong(name, 'a whole number of at least 1');
  };
  const flag = (name: keyof FolderConfig): boolean => {
    const value = given[name] ?? false;
    if (typeof value === 'boolean') return value;
    throw wrong(name, 'true or false');
  };
  if (given['model_type'] !== MODEL_TYPE)
    throw wrong('model_type', `'${MODEL_TYPE}', as encodeModelFolder writes`);
  if (given['version'] !== VERSION) throw wrong('version', `${VERSION}, which this package reads`);
  const { cell } = given;
  if (typeof cell !== 'string' || !Object.hasOwn(cells, cell)) {
    throw wrong('cell', `one of ${Object.keys(cells).join(', ')}, or of the option cells`);
  }
  const { training = {}, symbol_unit: unit = null, special_symbols: special = [] } = given;
  if (unit !== null && !isSymbolUnit(unit)) {
    throw wrong('symbol_unit', `one of ${SYMBOL_UNITS.join(', ')}`);
  }
  if (!areTexts(special)) throw wrong('special_symbols', 'an array of different texts');
  const { unknown_symbol: unknown = null } = given;
  if (unknown !== null && typeof unknown !== 'string') throw wrong('unknown_symbol', 'a text, or null');
  if (!isTraining(training)) throw wrong('training', 'an object of texts and numbers');
  return {
    architectures: ['CharLM'],
    model_type: MODEL_TYPE,
    version: VERSION,
    cell,
    vocab_size: size('vocab_size'),
    hidden_size: size('hidden_size'),
    num_hidden_layers: size('num_hidden_layers'),
    embedding_size: (given['embedding_size'] ?? null) === null ? null : size('embedding_size'),
    tie_word_embeddings: flag('tie_word_embeddings'),
    residual: flag('residual'),
    torch_dtype: 'float32',
    // Folders of earlier versions do not have these three.
    symbol_unit: unit,
    special_symbols: special,
    unknown_symbol: unknown,
    training,
  };
}

function isTraining(value: unknown): value is Readonly<Record<string, string | number>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((fact) => typeof fact === 'string' || typeof fact === 'number');
}

/** The symbols in the order of their numbers, and what they are. */
function vocabularyOf(
  operation: string,
  numbers: Readonly<Record<string, unknown>>,
  { vocab_size: size, symbol_unit: unit, special_symbols: special, unknown_symbol: unknown }: FolderConfig,
): FolderVocabulary {
  const symbols: string[] = [];
  for (const [symbol, number] of Object.entries(numbers)) {
    if (typeof number === 'number' && isInRange(number, { ...COUNT, below: size })) symbols[number] = symbol;
  }
  const count = Object.keys(numbers).length;
  if (count !== size || Object.keys(symbols).length !== size) {
    throw new FormatError(
      operation,
      `${FILES.vocabulary} has ${count} symbols; it must number ${size} symbols, vocab_size of ${FILES.config}, from 0 to ${size - 1}.`,
    );
  }
  for (const mark of unknown === null ? special : [...special, unknown]) {
    if (Object.hasOwn(numbers, mark)) continue;
    throw new FormatError(
      operation,
      `${FILES.config} names the ${mark === unknown ? 'unknown' : 'special'} symbol ${describe(mark)}, which ${FILES.vocabulary} does not have.`,
      { symbol: mark },
    );
  }
  return {
    symbols,
    ...(unit !== null && { unit }),
    ...(special.length > 0 && { special }),
    ...(unknown !== null && { unknown }),
  };
}

/** Checks that there are as many numbers as such a model has at least, before it is made. */
function requireSizes(
  operation: string,
  config: FolderConfig,
  tensors: Readonly<Record<string, Tensor>>,
): void {
  const { num_hidden_layers: layers, hidden_size: H, vocab_size: V, embedding_size: E } = config;
  const present = Object.values(tensors).reduce((sum, { size }) => sum + size, 0);
  const first = H * (E ?? V);
  const least = first + (layers - 1) * H + (E ?? 0) * V;
  if (present >= least && Object.keys(tensors).length >= layers) return;
  throw new FormatError(
    operation,
    `${FILES.config} says ${layers} layers of ${H} units and ${V} symbols, which take at least ${least} numbers; ${FILES.weights} has ${present}.`,
  );
}
