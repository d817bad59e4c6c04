import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FormatError } from '../../errors.js';
import { numbersOf } from '../../tensor/tensor.js';
import { file } from '../../testing/safetensors-file.js';
import { decodeSafetensors, type Safetensors } from './decode.js';

const elementBytes = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  U64: 8,
  I32: 4,
  U32: 4,
  I16: 2,
  U16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;
type Dtype = keyof typeof elementBytes;

const shapes = fc.array(fc.nat(3), { maxLength: 3 });
const declared = fc.record({
  dtype: fc.constantFrom(...(Object.keys(elementBytes) as Dtype[])),
  shape: shapes,
});
const names = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom('a', 'layers.0.weight', '"', '\\', 'é', '🙂'),
);

/** A file that is well formed, but for numbers that its types may not hold. */
const validFiles = fc
  .tuple(
    fc.dictionary(names, declared, { maxKeys: 4, noNullPrototype: true }),
    fc.option(fc.dictionary(names, fc.string({ maxLength: 8 }), { maxKeys: 3, noNullPrototype: true })),
    fc.oneof(fc.infiniteStream(fc.nat(1)), fc.infiniteStream(fc.nat(255))),
    fc.nat(7),
  )
  .map(([tensors, metadata, numbers, padding]) => {
    let end = 0;
    const entries = Object.entries(tensors).map(([name, { dtype, shape }]) => {
      const begin = end;
      end += shape.reduce((size, length) => size * length, elementBytes[dtype]);
      return [name, { dtype, shape, data_offsets: [begin, end] }] as const;
    });
    const header = {
      ...(metadata === null ? {} : { __metadata__: metadata }),
      ...Object.fromEntries(entries),
    };
    const data = Uint8Array.from({ length: end }, () => numbers.next().value as number);
    return file(JSON.stringify(header) + ' '.repeat(padding), data);
  });

type Mutation = (bytes: Uint8Array) => Uint8Array;
const join = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

const bitFlip = fc.tuple(fc.nat(), fc.nat(7)).map(
  ([at, bit]): Mutation =>
    (bytes) =>
      bytes.map((byte, i) => (i === at % bytes.length ? byte ^ (1 << bit) : byte)),
);
const truncation = fc.nat().map(
  (length): Mutation =>
    (bytes) =>
      bytes.slice(0, length % (bytes.length + 1)),
);
const cut = fc.tuple(fc.nat(), fc.nat(20)).map(
  ([at, length]): Mutation =>
    (bytes) =>
      join(bytes.slice(0, at % bytes.length), bytes.slice((at % bytes.length) + length)),
);
const splice = fc.tuple(fc.nat(), fc.nat(), fc.nat(40)).map(
  ([from, to, length]): Mutation =>
    (bytes) => {
      const [start, at] = [from % bytes.length, to % bytes.length];
      return join(bytes.slice(0, at), bytes.slice(start, start + length), bytes.slice(at));
    },
);
const oddTexts = [
  '-1',
  '-0',
  '1.0',
  '1e9',
  '1e999',
  '01',
  '4294967296',
  '9007199254740993',
  '18446744073709551616',
  'null',
  '""',
  '[]',
  '{}',
  '[[[[',
  '"F32"',
  '"\\ud800"',
  '\u00ff',
  ' ',
  ',',
  '"__proto__"',
  '"__metadata__":{},',
  '0'.repeat(40),
];
/** Replaces a number of the header, and keeps the header's length right so that the rest is read. */
const otherNumber = fc
  .tuple(
    fc.nat(),
    fc.oneof(fc.constantFrom(...oddTexts), fc.nat(64).map(String), fc.maxSafeNat().map(String)),
  )
  .map(
    ([which, text]): Mutation =>
      (bytes) => {
        if (bytes.length < 8) return bytes;
        const headerBytes = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
        if (headerBytes > bytes.length - 8) return bytes;
        const header = new TextDecoder().decode(bytes.subarray(8, 8 + headerBytes));
        const numbers = [...header.matchAll(/\d+|"[^"]*"/g)];
        const number = numbers[which % Math.max(1, numbers.length)];
        if (number === undefined) return bytes;
        const changed = header.slice(0, number.index) + text + header.slice(number.index + number[0].length);
        return file(changed, bytes.subarray(8 + headerBytes));
      },
  );
const mutations = fc.oneof(bitFlip, truncation, cut, splice, { arbitrary: otherNumber, weight: 4 });

/** Decodes a file. Returns what it holds, or the error that refuses it. */
function attempt(bytes: Uint8Array): Safetensors | FormatError {
  try {
    return decodeSafetensors(bytes);
  } catch (error) {
    if (error instanceof FormatError && error.message.length < 2000) return error;
    throw error; // anything else fails the test
  }
}

/** Decodes a file and checks all that is promised of any bytes. Returns whether the file was read. */
function decodeOrRefuse(bytes: Uint8Array): boolean {
  const decoded = attempt(bytes);
  if (decoded instanceof FormatError) return false;
  let elements = 0;
  for (const tensor of Object.values(decoded.tensors)) {
    const { shape, size } = tensor;
    const product = shape.reduce((before, length) => before * length, 1);
    expect([size, numbersOf(tensor).length]).toEqual([product, product]);
    expect(shape.every((length) => Number.isSafeInteger(length) && length >= 0)).toBe(true);
    elements += size;
  }
  expect(elements).toBeLessThanOrEqual(bytes.length); // so the numbers take at most 8 times the file
  for (const text of Object.values(decoded.metadata)) expect(typeof text).toBe('string');
  return true;
}

test('a file that is changed anywhere is refused with a FormatError, or gives tensors of the stated shapes', () => {
  const outcomes = { read: 0, refused: 0 };
  fc.assert(
    fc.property(validFiles, fc.array(mutations, { minLength: 1, maxLength: 3 }), (bytes, changes) => {
      const changed = changes.reduce(
        (before, change) => (before.length === 0 ? before : change(before)),
        bytes,
      );
      outcomes[decodeOrRefuse(changed) ? 'read' : 'refused']++;
    }),
    { numRuns: 4000 },
  );
  expect(outcomes.read).toBeGreaterThan(20); // both outcomes are met
  expect(outcomes.refused).toBeGreaterThan(1000);
});

test('a file that is not changed is read, whatever its types and shapes, unless a type does not hold its numbers', () => {
  fc.assert(
    fc.property(validFiles, (bytes) => {
      const decoded = attempt(bytes);
      const problem = decoded instanceof FormatError ? decoded.message : undefined;
      expect(problem ?? 'must be 0 or 1').toMatch(/must be 0 or 1|double precision holds|'__proto__'/);
    }),
    { numRuns: 500 },
  );
});
