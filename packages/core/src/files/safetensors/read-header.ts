import { FormatError } from '../../errors.js';
import { formatShape, type Shape, sizeOf } from '../../tensor/shape.js';
import { duplicateKey } from './duplicate-key.js';
import { type ElementType, elementTypes } from './element-types.js';

/** The bytes before the header: its length, as an unsigned 64-bit integer. */
export const LENGTH_BYTES = 8;

/** Headers beyond this are refused, here as in the reference implementation. */
export const MAXIMUM_HEADER_BYTES = 100_000_000;

/** The key under which a header holds what is no tensor. */
export const METADATA_KEY = '__metadata__';

/** The name that would reach an object's prototype instead of a field. */
export const FORBIDDEN_NAME = '__proto__';

/** One tensor of a file; its bytes lie at `begin` to `end` of the data. */
export interface Entry {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: Shape;
  readonly size: number;
  readonly begin: number;
  readonly end: number;
}

/** What the header says, with everything that it says about sizes checked against the file. */
export interface Header {
  readonly entries: readonly Entry[];
  readonly metadata: Record<string, string>;
  /** Where the data starts in the file. */
  readonly dataStart: number;
}

/** Reads and checks the header of a file. */
export function readHeader(bytes: Uint8Array): Header {
  const { json, dataStart } = headerText(bytes);
  const header = parse(json);
  const entries: Entry[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === METADATA_KEY) metadata = readMetadata(value);
    else entries.push(readEntry(name, value));
  }
  checkCover(entries, bytes.length - dataStart);
  return { entries, metadata, dataStart };
}

function headerText(bytes: Uint8Array): { readonly json: string; readonly dataStart: number } {
  if (bytes.length < LENGTH_BYTES) {
    throw new FormatError(
      'safetensors',
      `the file has ${bytes.length} bytes; the length of the header alone takes 8.`,
    );
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > MAXIMUM_HEADER_BYTES) {
    throw new FormatError(
      'safetensors',
      `the header is said to have ${length} bytes; at most ${MAXIMUM_HEADER_BYTES} are allowed.`,
    );
  }
  const dataStart = LENGTH_BYTES + Number(length);
  if (dataStart > bytes.length) {
    throw new FormatError(
      'safetensors',
      `the header is said to have ${length} bytes, but only ${bytes.length - LENGTH_BYTES} follow; the file is cut off.`,
    );
  }
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return { json: decoder.decode(bytes.slice(LENGTH_BYTES, dataStart)), dataStart };
  } catch {
    throw new FormatError('safetensors', 'the header is not UTF-8.');
  }
}

function parse(json: string): object {
  let header: unknown;
  try {
    header = JSON.parse(json);
  } catch (cause) {
    throw new FormatError(
      'safetensors',
      `the header is not JSON: ${cause instanceof Error ? cause.message : ''}`,
    );
  }
  if (!isObject(header)) throw new FormatError('safetensors', 'the header is not a JSON object.');
  const twice = duplicateKey(json);
  if (twice !== undefined)
    throw new FormatError('safetensors', `the header has the key '${twice}' twice in one object.`);
  return header;
}

function readMetadata(value: unknown): Record<string, string> {
  if (!isObject(value)) throw new FormatError('safetensors', `${METADATA_KEY} is not an object.`);
  for (const [key, text] of Object.entries(value)) {
    checkName(key);
    if (typeof text !== 'string')
      throw new FormatError('safetensors', `the metadata '${key}' is not a string.`);
  }
  return value as Record<string, string>;
}

function readEntry(name: string, value: unknown): Entry {
  checkName(name);
  if (!isObject(value)) throw new FormatError('safetensors', `the entry '${name}' is not an object.`);
  const fields = Object.keys(value).toSorted().join(', ');
  if (
    !('dtype' in value && 'shape' in value && 'data_offsets' in value) ||
    fields !== 'data_offsets, dtype, shape'
  ) {
    throw new FormatError(
      'safetensors',
      `the entry '${name}' has the fields ${fields || 'none'}; they must be dtype, shape and data_offsets.`,
    );
  }
  const { dtype, shape, data_offsets: offsets } = value;
  const type = typeof dtype === 'string' ? elementTypes.get(dtype) : undefined;
  if (type === undefined) {
    throw new FormatError(
      'safetensors',
      `'${name}' has the type ${JSON.stringify(dtype)}; the types that can be read are ${[...elementTypes.keys()].join(', ')}.`,
    );
  }
  if (!isSizes(shape)) {
    throw new FormatError(
      'safetensors',
      `the shape of '${name}' is not a list of whole numbers of at least 0.`,
    );
  }
  if (!isSizes(offsets) || offsets.length !== 2) {
    throw new FormatError(
      'safetensors',
      `data_offsets of '${name}' are not two whole numbers of at least 0.`,
    );
  }
  const [begin = 0, end = 0] = offsets;
  const size = sizeOf(shape);
  if (end - begin !== size * type.bytes) {
    throw new FormatError(
      'safetensors',
      `'${name}' of the type ${String(dtype)} and shape ${formatShape(shape)} takes ${size * type.bytes} bytes, ` +
        `but its data_offsets are [${begin}, ${end}]; they must be that far apart.`,
    );
  }
  return { name, type, shape, size, begin, end };
}

/** Throws unless the tensors lie end to end and fill the data. */
function checkCover(entries: readonly Entry[], dataBytes: number): void {
  let covered = 0;
  let before = 'the start';
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) {
      const how = begin < covered ? 'overlap' : 'leave a gap';
      throw new FormatError(
        'safetensors',
        `'${name}' begins at byte ${begin} of the data, but ${before} ends at ${covered}; tensors must not ${how}.`,
      );
    }
    covered = end;
    before = `'${name}'`;
  }
  if (covered !== dataBytes) {
    throw new FormatError(
      'safetensors',
      `the tensors take ${covered} bytes, but ${dataBytes} bytes of data follow the header; they must be as many.`,
    );
  }
}

function checkName(name: string): void {
  if (name === FORBIDDEN_NAME) throw new FormatError('safetensors', `the name '${name}' is not allowed.`);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && length >= 0);
}
