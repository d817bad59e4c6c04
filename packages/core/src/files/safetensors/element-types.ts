import { describe } from '../../arguments.js';
import { FormatError } from '../../errors.js';
import type { Floats } from '../../memory/linear-memory.js';
import { widenBrainFloats, widenHalves } from './half-precision.js';
import { readLongIntegers } from './long-integers.js';
import type { Words } from './words.js';

/** The elements of one type in a file. */
export interface ElementType {
  /** Name of the type in the header. */
  readonly dtype: string;
  /** Bytes of one element. */
  readonly bytes: number;
  /** Bytes of the words that `read` reads, in which the host's order of bytes matters. */
  readonly wordBytes: number;
  /**
   * Returns a copy of the numbers, in the precision that holds all numbers of the type.
   *
   * @param words aligned bytes, in the byte order of the host
   * @param name name of the tensor, for messages
   */
  read(words: Words, name: string): Floats;
}

const all: readonly ElementType[] = [
  { dtype: 'F32', bytes: 4, wordBytes: 4, read: (words) => new Float32Array(words.as(Float32Array)) },
  { dtype: 'F64', bytes: 8, wordBytes: 8, read: (words) => new Float64Array(words.as(Float64Array)) },
  { dtype: 'F16', bytes: 2, wordBytes: 2, read: (words) => widenHalves(words.as(Uint16Array)) },
  { dtype: 'BF16', bytes: 2, wordBytes: 2, read: (words) => widenBrainFloats(words.as(Uint16Array)) },
  { dtype: 'I8', bytes: 1, wordBytes: 1, read: (words) => new Float32Array(words.as(Int8Array)) },
  { dtype: 'U8', bytes: 1, wordBytes: 1, read: (words) => new Float32Array(words.as(Uint8Array)) },
  { dtype: 'BOOL', bytes: 1, wordBytes: 1, read: readTruthValues },
  { dtype: 'I16', bytes: 2, wordBytes: 2, read: (words) => new Float32Array(words.as(Int16Array)) },
  { dtype: 'U16', bytes: 2, wordBytes: 2, read: (words) => new Float32Array(words.as(Uint16Array)) },
  { dtype: 'I32', bytes: 4, wordBytes: 4, read: (words) => new Float64Array(words.as(Int32Array)) },
  { dtype: 'U32', bytes: 4, wordBytes: 4, read: (words) => new Float64Array(words.as(Uint32Array)) },
  {
    dtype: 'I64',
    bytes: 8,
    wordBytes: 4,
    read: (words, name) => readLong(words, words.as(Int32Array), name),
  },
  {
    dtype: 'U64',
    bytes: 8,
    wordBytes: 4,
    read: (words, name) => readLong(words, words.as(Uint32Array), name),
  },
];

/**
 * The types of elements that can be read. F32, F16, BF16 and whole numbers of 8 and 16 bits are
 * exact in single precision. F64 and whole numbers of 32 and 64 bits are read in double precision.
 */
export const elementTypes: ReadonlyMap<string, ElementType> = new Map(all.map((type) => [type.dtype, type]));

/** Truth values are bytes: 0 is false, 1 is true. */
function readTruthValues(words: Words, name: string): Floats {
  const bytes = words.as(Uint8Array);
  const numbers = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte > 1) {
      throw new FormatError(
        'safetensors',
        `element ${i} of ${describe(name)} is ${byte}; an element of the type BOOL must be 0 or 1.`,
        { name, index: i, value: byte },
      );
    }
    numbers[i] = byte;
  }
  return numbers;
}

function readLong(words: Words, upper: Int32Array | Uint32Array, name: string): Floats {
  return readLongIntegers(words.as(Uint32Array), upper, (index, value) => {
    throw new FormatError(
      'safetensors',
      `element ${index} of ${describe(name)} is ${value}, which is no 64-bit floating-point number; ` +
        'whole numbers can be read if double precision holds them exactly.',
      { name, index, value },
    );
  });
}
