import { describe } from '../../arguments.js';
import { FormatError } from '../../errors.js';
import { formatShape, type Shape, sizeOf } from '../../tensor/shape.js';
import { type ElementType, elementTypes } from './element-types.js';
import { FORBIDDEN_NAME, LENGTH_BYTES, MAXIMUM_HEADER_BYTES, METADATA_KEY, MOST_AXES } from './format.js';
import { kindOf } from './kind-of.js';
import { isWhiteSpace, TokenReader } from './token-reader.js';

/** One tensor of a file. */
export interface Entry {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: Shape;
  /** First byte of the tensor in the data. */
  readonly begin: number;
  /** First byte after the tensor in the data. */
  readonly end: number;
}

/** The header of a file. Every size in it is checked against the file. */
export interface Header {
  readonly entries: readonly Entry[];
  readonly metadata: Record<string, string>;
  /** First byte of the data in the file. */
  readonly dataStart: number;
}

/**
 * Reads the header of a file.
 *
 * @throws FormatError if the header is not well formed or does not fit the file.
 */
export function readHeader(bytes: Uint8Array): Header {
  const dataStart = LENGTH_BYTES + headerBytesOf(bytes);
  const header = bytes.subarray(LENGTH_BYTES, dataStart);
  requireObject(header);
  const reader = new TokenReader(header);
  const entries: Entry[] = [];
  let metadata: Record<string, string> = {};
  reader.object((name) => {
    if (name === METADATA_KEY) metadata = readMetadata(reader);
    else entries.push(readEntry(reader, name));
  });
  reader.end();
  checkCover(entries, bytes.length - dataStart);
  return { entries, metadata, dataStart };
}

function headerBytesOf(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES) {
    throw new FormatError(
      'safetensors',
      `the file has ${bytes.length} bytes; the length of the header alone takes 8.`,
      { bytes: bytes.length },
    );
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > MAXIMUM_HEADER_BYTES) {
    throw new FormatError(
      'safetensors',
      `the header is said to have ${length} bytes; at most ${MAXIMUM_HEADER_BYTES} are allowed. ${kindOf(bytes)}`,
      { headerBytes: length },
    );
  }
  const follow = bytes.length - LENGTH_BYTES;
  if (length > follow) {
    throw new FormatError(
      'safetensors',
      `the header is said to have ${length} bytes, but only ${follow} follow; the file is cut off.`,
      { headerBytes: length, bytes: bytes.length },
    );
  }
  return Number(length);
}

/** Checks that the header begins with an object. */
function requireObject(header: Uint8Array): void {
  const first = String.fromCharCode(...header.subarray(0, 1));
  if (isWhiteSpace(header[0])) {
    throw new FormatError('safetensors', "the header begins with white space; it must begin with '{'.");
  }
  if (/["[\-\dtfn]/.test(first)) throw new FormatError('safetensors', 'the header is not a JSON object.');
}

function readMetadata(reader: TokenReader): Record<string, string> {
  if (!reader.isAtObject) throw new FormatError('safetensors', `${METADATA_KEY} is not an object.`);
  const metadata: Record<string, string> = {};
  reader.object((key) => {
    checkName(key);
    if (!reader.isAtText) {
      throw new FormatError('safetensors', `the metadata ${describe(key)} is not a string.`, { key });
    }
    metadata[key] = reader.text();
  });
  return metadata;
}

function readEntry(reader: TokenReader, name: string): Entry {
  checkName(name);
  if (!reader.isAtObject) {
    throw new FormatError('safetensors', `the entry ${describe(name)} is not an object.`, { name });
  }
  const fields: string[] = [];
  let type: ElementType | undefined;
  let shape: Shape | undefined;
  let offsets: readonly number[] | undefined;
  reader.object((field) => {
    fields.push(field);
    if (field === 'dtype') type = readType(reader, name);
    else if (field === 'shape') shape = readShape(reader, name);
    else if (field === 'data_offsets') offsets = readOffsets(reader, name);
    else throw wrongFields(name, fields);
  });
  if (type === undefined || shape === undefined || offsets === undefined) throw wrongFields(name, fields);
  return entryOf(name, type, shape, offsets);
}

function entryOf(name: string, type: ElementType, shape: Shape, offsets: readonly number[]): Entry {
  const [begin = 0, end = 0] = offsets;
  const bytes = sizeOf(shape) * type.bytes;
  if (end - begin !== bytes) {
    throw new FormatError(
      'safetensors',
      `${describe(name)} of the type ${type.dtype} and shape ${formatShape(shape)} takes ${bytes} bytes, ` +
        `but its data_offsets are [${begin}, ${end}]; they must be that far apart.`,
      { name, shape, offsets },
    );
  }
  return { name, type, shape, begin, end };
}

function wrongFields(name: string, fields: readonly string[]): FormatError {
  const said = fields
    .toSorted()
    .map((field) => (field.length > 20 ? describe(field) : field))
    .join(', ');
  return new FormatError(
    'safetensors',
    `the entry ${describe(name)} has the fields ${said || 'none'}; they must be dtype, shape and data_offsets.`,
    { name, fields },
  );
}

function readType(reader: TokenReader, name: string): ElementType {
  const dtype = reader.isAtText ? reader.text() : undefined;
  const type = dtype === undefined ? undefined : elementTypes.get(dtype);
  if (type !== undefined) return type;
  const said = dtype === undefined ? reader.excerpt() : JSON.stringify(dtype.slice(0, 20));
  throw new FormatError(
    'safetensors',
    `${describe(name)} has the type ${said}; the types that can be read are ${[...elementTypes.keys()].join(', ')}.`,
    { name, dtype },
  );
}

function readShape(reader: TokenReader, name: string): Shape {
  const shape = reader.wholeNumbers(MOST_AXES);
  if (shape === undefined) {
    throw new FormatError(
      'safetensors',
      `the shape of ${describe(name)} is not a list of whole numbers of at least 0.`,
      { name },
    );
  }
  if (shape.length > MOST_AXES) {
    throw new FormatError(
      'safetensors',
      `the shape of ${describe(name)} has more than ${MOST_AXES} lengths; at most ${MOST_AXES} are allowed.`,
      { name },
    );
  }
  if (overflows(shape)) {
    throw new FormatError(
      'safetensors',
      `the shape ${formatShape(shape)} of ${describe(name)} has lengths whose product is beyond 64 bits, before the 0 among them.`,
      { name, shape },
    );
  }
  return Object.freeze(shape);
}

/** Returns whether the product of the lengths before a 0 exceeds 64 bits, which other readers refuse. */
function overflows(shape: Shape): boolean {
  if (!shape.includes(0)) return false;
  let product = 1;
  return shape.some((length) => {
    product *= length;
    return product >= 2 ** 64;
  });
}

function readOffsets(reader: TokenReader, name: string): readonly number[] {
  const offsets = reader.wholeNumbers(2);
  if (offsets?.length === 2) return offsets;
  throw new FormatError(
    'safetensors',
    `data_offsets of ${describe(name)} are not two whole numbers of at least 0.`,
    { name },
  );
}

/** Checks that the tensors follow each other without gaps and fill the data. */
function checkCover(entries: readonly Entry[], dataBytes: number): void {
  let covered = 0;
  let before: string | undefined;
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) {
      const how = begin < covered ? 'overlap' : 'leave a gap';
      throw new FormatError(
        'safetensors',
        `${describe(name)} begins at byte ${begin} of the data, but ${before === undefined ? 'the start' : describe(before)} ends at ${covered}; tensors must not ${how}.`,
        { name, begin, covered },
      );
    }
    covered = end;
    before = name;
  }
  if (covered !== dataBytes) {
    throw new FormatError(
      'safetensors',
      `the tensors take ${covered} bytes, but ${dataBytes} bytes of data follow the header; they must be as many.`,
      { covered, dataBytes },
    );
  }
}

function checkName(name: string): void {
  if (name === FORBIDDEN_NAME) {
    throw new FormatError('safetensors', `the name '${name}' is not allowed.`, { name });
  }
}
