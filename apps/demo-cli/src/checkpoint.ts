import { seeded, type Tensor } from '@tbptt/core';
import { decodeSafetensors, encodeSafetensors, loadStateDictionary, toTorch } from '@tbptt/core/files';
import { Vocabulary } from '@tbptt/data';
import type { CharLM } from '@tbptt/rnn';
import { type Checkpoint, decodeCheckpoint } from '@tbptt/rnn/checkpoint';
import { CliError, messageOf } from './errors.js';
import { nameOf, type ReadingHost } from './files/read-blocks.js';
import { readBytes } from './files/read-bytes.js';
import { modelOf } from './language-model/model-of.js';
import { decodeRunData, type RunData } from './language-model/run-data.js';
import { type Architecture, cells, isCellName, limits } from './language-model/settings.js';

/** The facts in the metadata of a model file. */
export interface ModelFacts extends Architecture {
  readonly vocabulary: Vocabulary;
  /** The seed of its training. */
  readonly seed: number;
  /** The number of updates of its training. */
  readonly steps: number;
}

/** A character-level language model and its vocabulary, sizes and history. */
export interface SavedModel extends ModelFacts {
  readonly model: CharLM;
}

/** A saved run, which can be continued. */
export interface SavedRun extends ModelFacts {
  /** The file that the run was read from. */
  readonly file: string;
  readonly data: RunData;
  readonly checkpoint: Checkpoint;
}

const FORMAT = 'tbptt-charlm';
const TORCH_FORMAT = 'tbptt-charlm-torch';
const ONNX_FORMAT = 'tbptt-charlm-onnx';
const VERSION = '1';

/** The content of a model file cannot be used. */
export class ModelFileError extends Error {
  override readonly name = 'ModelFileError';
}

/** Returns a file of the weights of a model under PyTorch's names, with the same metadata. */
export function encodeForTorch(saved: SavedModel): Uint8Array {
  return encodeSafetensors(toTorch(saved.model), metadataOf(saved, TORCH_FORMAT));
}

/**
 * Reads a checkpoint of a run of this program.
 *
 * @throws CliError if the file cannot be read or is not a checkpoint. The message names the file.
 * @throws Interrupted if a stop is requested.
 */
export async function loadRun(file: string, host: ReadingHost): Promise<SavedRun> {
  const bytes = await readBytes(file, 'checkpoint', host);
  try {
    const checkpoint = decodeCheckpoint(bytes);
    const facts = factsOf(checkpoint.metadata);
    const data = decodeRunData(checkpoint.data);
    requireNumbers(checkpoint.weights, facts);
    return { ...facts, file, checkpoint, data };
  } catch (error) {
    throw new CliError(`cannot resume from ${nameOf(file)}: ${messageOf(error)}`, { cause: error });
  }
}

/** Returns the metadata of a model file. */
export function metadataOf(
  { vocabulary, ...facts }: ModelFacts,
  format: string = FORMAT,
): Record<string, string> {
  return {
    format,
    version: VERSION,
    cell: facts.cell,
    hidden: String(facts.hidden),
    layers: String(facts.layers),
    ...(facts.embedding !== undefined && { embedding: String(facts.embedding) }),
    ...(facts.tied && { tied: 'true' }),
    ...(facts.nGrams !== undefined && { n_grams: String(facts.nGrams) }),
    // A vocabulary with options, such as another unit, was read from a folder.
    vocabulary: JSON.stringify(Object.keys(vocabulary.toJSON()).length > 1 ? vocabulary : vocabulary.symbols),
    seed: String(facts.seed),
    steps: String(facts.steps),
  };
}

/** Returns the metadata of an ONNX file of a model. */
export function metadataForOnnx(saved: SavedModel): Record<string, string> {
  return metadataOf(saved, ONNX_FORMAT);
}

/**
 * Decodes a model file, which may be damaged or hostile. Sizes are checked against the tensors
 * before anything is allocated.
 *
 * @throws ModelFileError, FormatError or ShapeError if it cannot be used
 */
export function decodeModel(bytes: Uint8Array): SavedModel {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const facts = factsOf(metadata);
  requireNumbers(tensors, facts);
  const model = modelOf(facts, facts.vocabulary.size, { random: seeded(0) });
  loadStateDictionary(model, tensors);
  return { ...facts, model };
}

/** Reads the metadata of a model file. */
function factsOf(metadata: Readonly<Record<string, string>>): ModelFacts {
  if (metadata['format'] !== FORMAT) {
    throw new ModelFileError(
      `it was not written by "tbptt charlm --save": its metadata has no "format": "${FORMAT}".`,
    );
  }
  if (metadata['version'] !== VERSION) {
    throw new ModelFileError(
      `it has the format version ${quote(metadata['version'])}; this program reads version ${VERSION}. Is it older than the file?`,
    );
  }
  const { cell } = metadata;
  if (!isCellName(cell)) {
    throw new ModelFileError(
      `its cell is ${quote(cell)}; it must be one of ${Object.keys(cells).join(', ')}.`,
    );
  }
  const tied = metadata['tied'] === 'true';
  const hidden = wholeNumber(metadata, 'hidden', 1, limits.hidden);
  const layers = wholeNumber(metadata, 'layers', 1, limits.layers);
  const hasEmbedding = tied || metadata['embedding'] !== undefined;
  const embedding = hasEmbedding ? wholeNumber(metadata, 'embedding', 1, limits.hidden) : undefined;
  if (tied && layers === 1 && embedding !== hidden) {
    throw new ModelFileError(
      `its embedding has ${embedding} units and its only layer ${hidden}; those of a tied head must be equal.`,
    );
  }
  const hasNGrams = metadata['n_grams'] !== undefined;
  return {
    cell,
    hidden,
    layers,
    tied,
    ...(hasNGrams && { nGrams: wholeNumber(metadata, 'n_grams', 1, limits.hidden) }),
    ...(embedding !== undefined && { embedding }),
    seed: wholeNumber(metadata, 'seed', 0, Number.MAX_SAFE_INTEGER),
    steps: wholeNumber(metadata, 'steps', 0, Number.MAX_SAFE_INTEGER),
    vocabulary: vocabularyOf(metadata),
  };
}

/** Checks that the largest tensors of such a model are there, and that all numbers are finite. */
function requireNumbers(
  tensors: Readonly<Record<string, Tensor>>,
  { hidden, layers, embedding = 0, tied, nGrams, vocabulary }: ModelFacts,
): void {
  const symbols = vocabulary.size;
  const recurrent = Array.from({ length: layers }, (_, layer) => {
    const units = tied && layer === layers - 1 ? embedding : hidden;
    return [`rnn.layers.${layer}.${nGrams === undefined ? '' : 'layer.'}weightHh`, units ** 2] as const;
  });
  for (const [name, least] of [
    ...recurrent,
    ...(embedding > 0 ? [['embedding.weight', embedding * symbols] as const] : []),
    ...(tied ? [] : [['head.weight', hidden * symbols] as const]),
  ]) {
    const size = Object.hasOwn(tensors, name) ? (tensors[name]?.size ?? 0) : 0;
    if (size < least) {
      throw new ModelFileError(
        `its metadata says ${layers} layers of ${hidden} units and ${symbols} symbols, which take ${least} numbers in '${name}'; it has ${size}.`,
      );
    }
  }
  requireFinite(tensors);
}

/** Checks that all numbers of a model are finite. */
export function requireFinite(tensors: Readonly<Record<string, Tensor>>): void {
  for (const [name, tensor] of Object.entries(tensors)) {
    if (name.startsWith('checkpoint/')) continue; // a part of the run, not of the model
    if (!tensor.toFloats().every(Number.isFinite))
      throw new ModelFileError(`'${name}' has numbers that are NaN or infinite.`);
  }
}

function vocabularyOf(metadata: Readonly<Record<string, string>>): Vocabulary {
  let saved: unknown;
  try {
    saved = JSON.parse(metadata['vocabulary'] ?? '');
  } catch {
    throw new ModelFileError('its vocabulary is not a JSON array of symbols.');
  }
  return Vocabulary.fromJSON(Array.isArray(saved) ? { symbols: saved } : saved);
}

function wholeNumber(
  metadata: Readonly<Record<string, string>>,
  name: string,
  least: number,
  most: number,
): number {
  const text = metadata[name];
  const value = Number(text);
  if (text === undefined || !/^\d+$/.test(text) || value < least || value > most) {
    throw new ModelFileError(
      `its ${name} is ${quote(text)}; it must be a whole number from ${least} to ${most}.`,
    );
  }
  return value;
}

/** A text of the file in quotation marks, cut if it is long. */
function quote(text: string | undefined): string {
  if (text === undefined) return 'missing';
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}
