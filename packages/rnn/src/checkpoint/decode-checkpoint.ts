import { FormatError } from '@tbptt/core';
import { decodeSafetensors, type StateDictionary } from '@tbptt/core/files';
import { describe } from '@tbptt/core/operation';
import { METADATA_KEY, PREFIX, VERSION } from './format.js';
import { fromPlainData } from './plain-data.js';

/** The state of a part, and the weights that belong to it. */
export interface SavedPart {
  readonly state: unknown;
  readonly bestWeights: StateDictionary | undefined;
}

/** The content of a checkpoint, before it is known whether it fits a run. */
export interface Checkpoint {
  /** The tensors of the model by path. */
  readonly weights: StateDictionary;
  readonly optimizer: SavedPart | undefined;
  readonly parts: ReadonlyMap<string, SavedPart>;
  /** The position and the states of the last update. Undefined if the run had not begun. */
  readonly after:
    | { readonly position: unknown; readonly state: unknown; readonly carried: unknown }
    | undefined;
  /** What was given as `data`. */
  readonly data: unknown;
  /** What was given as `metadata`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Decodes a checkpoint without restoring anything: to read its data, such as the sizes of the model,
 * before the run can be made. `restoreCheckpoint` takes the result in place of the bytes. Several runs
 * that are restored from one result share its data, so a part of your own must not change what it is
 * given.
 *
 * @throws FormatError if the bytes are not a checkpoint of a version that this package reads
 * @throws ArgumentError if `bytes` is neither a buffer nor a view of one
 */
export function decodeCheckpoint(bytes: ArrayBufferLike | ArrayBufferView): Checkpoint {
  const operation = 'decodeCheckpoint';
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { [METADATA_KEY]: text, ...rest } = metadata;
  if (text === undefined) {
    throw new FormatError(
      operation,
      `the file is not a checkpoint: its metadata has no '${METADATA_KEY}', as encodeCheckpoint writes. Weights alone are loaded by loadStateDictionary.`,
    );
  }
  const saved = recordOf(parsed(operation, text));
  if (saved?.['version'] !== VERSION) {
    throw new FormatError(
      operation,
      `the checkpoint has the version ${describe(saved?.['version'])}; this package reads version ${VERSION}. Is it older than the file?`,
    );
  }
  const weights: Record<string, StateDictionary[string]> = {};
  const others: Record<string, StateDictionary[string]> = {};
  for (const [name, tensor] of Object.entries(tensors)) {
    if (name.startsWith(PREFIX)) others[name.slice(PREFIX.length - 1)] = tensor;
    else weights[name] = tensor;
  }
  const numbers = recordOf(saved['numbers']) ?? {};
  const content = recordOf(
    fromPlainData(operation, {
      content: saved['content'],
      tensors: others,
      numbers: Object.fromEntries(
        Object.entries(numbers).map(([pointer, number]) => [pointer, String(number)]),
      ),
    }),
  );
  if (content === undefined) throw new FormatError(operation, 'the checkpoint has no content.');
  const { optimizer, parts, after, data } = content;
  const place = recordOf(after);
  return {
    weights,
    optimizer: optimizer === undefined ? undefined : partOf(optimizer),
    parts: new Map(Object.entries(recordOf(parts) ?? {}).map(([name, part]) => [name, partOf(part)])),
    after:
      place === undefined
        ? undefined
        : { position: place['position'], state: place['state'], carried: place['carried'] },
    data,
    metadata: rest,
  };
}

function partOf(saved: unknown): SavedPart {
  const { state, bestWeights } = recordOf(saved) ?? {};
  // Whoever takes the weights checks them, as it checks a dictionary that was read from a file.
  return { state, bestWeights: recordOf(bestWeights) as StateDictionary | undefined };
}

function parsed(operation: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FormatError(operation, `the metadata '${METADATA_KEY}' is not JSON.`, {}, { cause });
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
