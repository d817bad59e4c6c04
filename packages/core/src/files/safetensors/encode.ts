import { FormatError } from '../../errors.js';
import type { Indices } from '../../tensor/indices.js';
import { formatShape, sizeOf } from '../../tensor/shape.js';
import { numbersOf, Tensor } from '../../tensor/tensor.js';
import { FORBIDDEN_NAME, LENGTH_BYTES, MAXIMUM_HEADER_BYTES, METADATA_KEY } from './read-header.js';

/**
 * Writes tensors as a safetensors file (huggingface.co/docs/safetensors), in the order of the record: tensors in single precision (F32), whole
 * numbers (`Indices`) in 64 bits (I64), as PyTorch keeps its own. `metadata` is free text by name. Each element lies on a multiple
 * of its size, so that readers can map the file.
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, Tensor | Indices>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const { entries, dataBytes } = place(tensors);
  const header = new TextEncoder().encode(headerOf(entries, metadata));
  if (header.length > MAXIMUM_HEADER_BYTES) {
    throw new FormatError(
      'safetensors',
      `the header has ${header.length} bytes; at most ${MAXIMUM_HEADER_BYTES} are allowed.`,
    );
  }
  const dataStart = LENGTH_BYTES + Math.ceil(header.length / 8) * 8;
  const bytes = new Uint8Array(dataStart + dataBytes);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(dataStart - LENGTH_BYTES), true);
  bytes.fill(' '.charCodeAt(0), LENGTH_BYTES, dataStart);
  bytes.set(header, LENGTH_BYTES);
  for (const { source, type, begin } of entries) {
    let offset = dataStart + begin;
    for (const number of source instanceof Tensor ? numbersOf(source) : source.data) {
      type.write(view, offset, number);
      offset += type.bytes;
    }
  }
  return bytes;
}

/** How the elements of one type are written. */
interface WrittenType {
  readonly dtype: string;
  readonly bytes: number;
  write(view: DataView, offset: number, number: number): void;
}

const single: WrittenType = {
  dtype: 'F32',
  bytes: 4,
  write: (view, offset, number) => view.setFloat32(offset, number, true),
};

const whole: WrittenType = {
  dtype: 'I64',
  bytes: 8,
  write: (view, offset, number) => view.setBigInt64(offset, BigInt(number), true),
};

/** One tensor on its way to the file, and where its bytes lie in the data. */
interface Entry {
  readonly name: string;
  readonly source: Tensor | Indices;
  readonly type: WrittenType;
  readonly begin: number;
  readonly end: number;
}

/** Gives each tensor its place in the data: those with the larger elements come first, so that none needs padding. */
function place(tensors: Readonly<Record<string, Tensor | Indices>>): {
  readonly entries: readonly Entry[];
  readonly dataBytes: number;
} {
  const sized = Object.entries(tensors).map(([name, source]) => {
    checkSource(name, source);
    const type = source instanceof Tensor ? single : whole;
    return { name, source, type, bytes: sizeOf(source.shape) * type.bytes };
  });
  const bytesOf = (type: WrittenType): number =>
    sized.reduce((sum, entry) => sum + (entry.type === type ? entry.bytes : 0), 0);
  const next = new Map([
    [whole, 0],
    [single, bytesOf(whole)],
  ]);
  const entries = sized.map(({ name, source, type, bytes }): Entry => {
    const begin = next.get(type) ?? 0;
    next.set(type, begin + bytes);
    return { name, source, type, begin, end: begin + bytes };
  });
  return { entries, dataBytes: bytesOf(whole) + bytesOf(single) };
}

function checkSource(name: string, source: Tensor | Indices): void {
  if (name === METADATA_KEY || name === FORBIDDEN_NAME) {
    throw new FormatError('safetensors', `a tensor cannot have the name '${name}'.`);
  }
  if (source instanceof Tensor || source.data.length === sizeOf(source.shape)) return;
  throw new FormatError(
    'safetensors',
    `'${name}' has the shape ${formatShape(source.shape)}, but ${source.data.length} numbers; they must be as many.`,
  );
}

function headerOf(entries: readonly Entry[], metadata: Readonly<Record<string, string>> | undefined): string {
  const fields: [string, unknown][] = [];
  if (metadata !== undefined) {
    if (Object.hasOwn(metadata, FORBIDDEN_NAME)) {
      throw new FormatError('safetensors', `metadata cannot have the name '${FORBIDDEN_NAME}'.`);
    }
    fields.push([METADATA_KEY, metadata]);
  }
  for (const { name, source, type, begin, end } of entries) {
    fields.push([name, { dtype: type.dtype, shape: source.shape, data_offsets: [begin, end] }]);
  }
  return JSON.stringify(Object.fromEntries(fields));
}
