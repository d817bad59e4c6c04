import { ArgumentError, HostError } from '../../errors.js';
import type { Indices } from '../../tensor/indices.js';
import { numbersOf, Tensor } from '../../tensor/tensor.js';
import { isLittleEndian, swapBytes } from './byte-order.js';
import { checkMetadata, checkTensors } from './check-written.js';
import { LENGTH_BYTES, MAXIMUM_HEADER_BYTES, METADATA_KEY } from './format.js';
import { writeLongIntegers } from './long-integers.js';

/**
 * Encodes tensors as a safetensors file (huggingface.co/docs/safetensors), in the order of the
 * record. Every element is aligned to its size, so readers can map the file.
 *
 * Tensors are written in their precision: F32, or F64 if they were made from a `Float64Array`.
 * Whole numbers (`Indices`) are written in 64 bits (I64), as PyTorch stores them.
 *
 * ```ts
 * writeFileSync('model.safetensors', encodeSafetensors(stateDictionary(model), { epoch: String(epoch) }));
 * ```
 *
 * @param tensors tensors by name, such as `stateDictionary(model)`
 * @param metadata free text by name
 * @throws ArgumentError if `tensors` is not a record of tensors, or `metadata` not a record of strings.
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, Tensor | Indices>>,
  metadata?: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  checkTensors(tensors);
  checkMetadata(metadata);
  const { entries, dataBytes } = place(tensors);
  const header = new TextEncoder().encode(headerOf(entries, metadata));
  if (header.length > MAXIMUM_HEADER_BYTES) {
    throw new ArgumentError(
      'safetensors',
      `the header has ${header.length} bytes; at most ${MAXIMUM_HEADER_BYTES} are allowed.`,
      { headerBytes: header.length },
    );
  }
  const dataStart = LENGTH_BYTES + Math.ceil(header.length / 8) * 8;
  const bytes = allocate(dataStart + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(dataStart - LENGTH_BYTES), true);
  bytes.fill(' '.charCodeAt(0), LENGTH_BYTES, dataStart);
  bytes.set(header, LENGTH_BYTES);
  const mustSwap = !isLittleEndian();
  for (const { source, type, begin, end } of entries) {
    write(source, bytes.buffer, dataStart + begin);
    if (mustSwap) swapBytes(bytes.subarray(dataStart + begin, dataStart + end), type.wordBytes);
  }
  return bytes;
}

/** The elements of one type in a file. */
interface WrittenType {
  readonly dtype: string;
  /** Bytes of one element. */
  readonly bytes: number;
  /** Bytes of the words that are written, in which the host's order of bytes matters. */
  readonly wordBytes: number;
}

const types = {
  single: { dtype: 'F32', bytes: 4, wordBytes: 4 },
  double: { dtype: 'F64', bytes: 8, wordBytes: 8 },
  whole: { dtype: 'I64', bytes: 8, wordBytes: 4 },
} satisfies Record<string, WrittenType>;

/** One tensor that is to be written, and the range of its bytes in the data. */
interface Entry {
  readonly name: string;
  readonly source: Tensor | Indices;
  readonly type: WrittenType;
  readonly begin: number;
  readonly end: number;
}

/** Assigns each tensor its bytes in the data. Larger elements come first, so that none needs padding. */
function place(tensors: Readonly<Record<string, Tensor | Indices>>): {
  readonly entries: readonly Entry[];
  readonly dataBytes: number;
} {
  const sized = Object.entries(tensors).map(([name, source]) => {
    const numbers = elementsOf(source);
    const type = typeOf(numbers);
    return { name, source, type, bytes: numbers.length * type.bytes };
  });
  const bytesOf = (elementBytes: number): number =>
    sized.reduce((sum, { type, bytes }) => sum + (type.bytes === elementBytes ? bytes : 0), 0);
  const next = new Map([
    [8, 0],
    [4, bytesOf(8)],
  ]);
  const entries = sized.map(({ name, source, type, bytes }): Entry => {
    const begin = next.get(type.bytes) ?? 0;
    next.set(type.bytes, begin + bytes);
    return { name, source, type, begin, end: begin + bytes };
  });
  return { entries, dataBytes: bytesOf(8) + bytesOf(4) };
}

function elementsOf(source: Tensor | Indices): Float32Array | Float64Array | Int32Array {
  return source instanceof Tensor ? numbersOf(source) : source.data;
}

function typeOf(numbers: Float32Array | Float64Array | Int32Array): WrittenType {
  if (numbers instanceof Float32Array) return types.single;
  return numbers instanceof Float64Array ? types.double : types.whole;
}

/** Copies the numbers of a tensor to a place in the file, in the byte order of the host. */
function write(source: Tensor | Indices, file: ArrayBuffer, start: number): void {
  const numbers = elementsOf(source);
  const { length } = numbers;
  if (numbers instanceof Float32Array) new Float32Array(file, start, length).set(numbers);
  else if (numbers instanceof Float64Array) new Float64Array(file, start, length).set(numbers);
  else writeLongIntegers(numbers, new Int32Array(file, start, 2 * length));
}

function allocate(bytes: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(bytes);
  } catch (cause) {
    throw new HostError(
      'safetensors',
      `the file has ${bytes} bytes, which this host cannot allocate; write the tensors into several files.`,
      { bytes },
      { cause },
    );
  }
}

function headerOf(entries: readonly Entry[], metadata: Readonly<Record<string, string>> | undefined): string {
  const fields: [string, unknown][] = metadata === undefined ? [] : [[METADATA_KEY, metadata]];
  for (const { name, source, type, begin, end } of entries) {
    fields.push([name, { dtype: type.dtype, shape: source.shape, data_offsets: [begin, end] }]);
  }
  return JSON.stringify(Object.fromEntries(fields));
}
