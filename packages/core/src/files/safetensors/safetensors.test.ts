import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FormatError } from '../../errors.js';
import { indices } from '../../tensor/indices.js';
import { numbersOf, scalar, type Tensor, tensor, zeros } from '../../tensor/tensor.js';
import { file, fileOf } from '../../testing/safetensors-file.js';
import { decodeSafetensors } from './decode.js';
import { encodeSafetensors } from './encode.js';

const bytesOf = (array: Float32Array | Float64Array | Int32Array | BigInt64Array | Uint16Array) =>
  new Uint8Array(array.buffer);

describe('a safetensors file', () => {
  test('is a length, a header in JSON, and the numbers, all little-endian', () => {
    const bytes = encodeSafetensors({ b: tensor([2], [1, -2]), a: scalar(0.5) }, { made: 'here' });
    const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(headerLength % 8).toBe(0);
    const header = new TextDecoder().decode(bytes.subarray(8, 8 + headerLength));
    expect(header.trimEnd()).toBe(
      '{"__metadata__":{"made":"here"},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},' +
        '"a":{"dtype":"F32","shape":[],"data_offsets":[8,12]}}',
    );
    expect([...bytes.subarray(8 + headerLength)]).toEqual([0, 0, 128, 63, 0, 0, 0, 192, 0, 0, 0, 63]);
  });

  test('has whole numbers in 64 bits, where elements of that size can be mapped', () => {
    const bytes = encodeSafetensors({ x: tensor([3], [1, 2, 3]), n: indices([2], [5, -1]), y: scalar(7) });
    const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = new TextDecoder().decode(bytes.subarray(8, 8 + headerLength));
    expect(JSON.parse(header)).toEqual({
      x: { dtype: 'F32', shape: [3], data_offsets: [16, 28] },
      n: { dtype: 'I64', shape: [2], data_offsets: [0, 16] },
      y: { dtype: 'F32', shape: [], data_offsets: [28, 32] },
    });
    expect([...new BigInt64Array(bytes.buffer, 8 + headerLength, 2)]).toEqual([5n, -1n]);
    const { tensors } = decodeSafetensors(bytes);
    expect(Object.entries(tensors).map(([name, kept]) => [name, [...numbersOf(kept)]])).toEqual([
      ['x', [1, 2, 3]],
      ['n', [5, -1]],
      ['y', [7]],
    ]);
  });

  test('gives back what was written', () => {
    const { tensors, metadata } = decodeSafetensors(
      encodeSafetensors({ x: tensor([2, 2], [1, 2, 3, 4]), none: zeros([0, 3]) }, { step: '7' }),
    );
    expect(tensors['x']?.toNested()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(tensors['none']?.shape).toEqual([0, 3]);
    expect(metadata).toEqual({ step: '7' });
    expect(decodeSafetensors(encodeSafetensors({}))).toEqual({ tensors: {}, metadata: {} });
  });

  test('is read wherever it stands in a buffer', () => {
    const bytes = encodeSafetensors({ x: tensor([1], [3]) });
    const larger = new Uint8Array(bytes.length + 13);
    larger.set(bytes, 5);
    expect(decodeSafetensors(larger.subarray(5, 5 + bytes.length)).tensors['x']?.item()).toBe(3);
  });

  test('may hold the types of other programs', () => {
    const read = (dtype: string, data: ArrayLike<number>, count: number) =>
      decodeSafetensors(fileOf(dtype, [count], data)).tensors['x']?.toNested();
    expect(read('F32', bytesOf(Float32Array.of(1.5, -0)), 2)).toEqual([1.5, -0]);
    expect(read('F64', bytesOf(Float64Array.of(0.1)), 1)).toEqual([0.1]);
    expect(read('I32', bytesOf(Int32Array.of(-7, 2 ** 24)), 2)).toEqual([-7, 2 ** 24]);
    expect(read('I64', bytesOf(BigInt64Array.of(-7n, 2n ** 62n)), 2)).toEqual([-7, 2 ** 62]);
    const halves = Uint16Array.of(
      0x3c00,
      0xc000,
      0x7bff,
      0x0001,
      0x03ff,
      0x0400,
      0x8000,
      0x7c00,
      0xfc00,
      0x7e00,
    );
    expect(read('F16', bytesOf(halves), 10)).toEqual([
      1,
      -2,
      65504,
      2 ** -24,
      1023 * 2 ** -24,
      2 ** -14,
      -0,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
    ]);
    const brain = Uint16Array.of(0x3f80, 0xc000, 0x7f7f, 0x0001, 0xff80, 0x7fc0);
    expect(read('BF16', bytesOf(brain), 6)).toEqual([
      1,
      -2,
      255 * 2 ** 120,
      2 ** -133,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
    ]);
  });

  test('may be padded by spaces and list its tensors in any order', () => {
    const entries = {
      second: { dtype: 'F32', shape: [1], data_offsets: [4, 8] },
      first: { dtype: 'F32', shape: [1], data_offsets: [0, 4] },
    };
    const bytes = file(`${JSON.stringify(entries)}   `, bytesOf(Float32Array.of(1, 2)));
    const { tensors } = decodeSafetensors(bytes);
    expect([tensors['first']?.item(), tensors['second']?.item()]).toEqual([1, 2]);
  });
});

describe('a file is refused', () => {
  const entry = (fields: object) => ({ x: { dtype: 'F32', shape: [1], data_offsets: [0, 4], ...fields } });
  const four = [0, 0, 0, 0];
  const cases: readonly (readonly [why: string, bytes: Uint8Array, problem: string])[] = [
    ['that is empty', new Uint8Array(), 'the file has 0 bytes; the length of the header alone takes 8.'],
    [
      'whose header is cut off',
      file('{}', [], 100),
      'the header is said to have 100 bytes, but only 2 follow; the file is cut off.',
    ],
    [
      'whose header is too long to be true',
      file('{}', [], 2n ** 63n),
      'the header is said to have 9223372036854775808 bytes; at most 100000000 are allowed.',
    ],
    ['whose header is not UTF-8', file('{"x":1}', []).fill(0xff, 9, 12), 'the header is not UTF-8.'],
    ['whose header is no object', file([]), 'the header is not a JSON object.'],
    ['whose header is null', file(null), 'the header is not a JSON object.'],
    ['whose header begins with a byte order mark', file('\uFEFF{}'), 'the header is not JSON: '],
    [
      'that has a tensor twice',
      file('{"a":{"shape":[0],"dtype":"F32","data_offsets":[0,0]},"\\u0061":{}}'),
      "the header has the key 'a' twice in one object.",
    ],
    [
      'that has a field twice',
      file('{"a":{"dtype":"F32","shape":[0],"shape":[0],"data_offsets":[0,0]}}'),
      "the header has the key 'shape' twice in one object.",
    ],
    ['whose metadata is no object', file({ __metadata__: 'x' }), '__metadata__ is not an object.'],
    [
      'whose metadata holds other things than text',
      file({ __metadata__: { step: 1 } }),
      "the metadata 'step' is not a string.",
    ],
    [
      'that names a prototype',
      file('{"__proto__":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}'),
      "the name '__proto__' is not allowed.",
    ],
    [
      'whose metadata names a prototype',
      file('{"__metadata__":{"__proto__":"x"}}'),
      "the name '__proto__' is not allowed.",
    ],
    ['that has an entry that is no object', file({ x: 1 }), "the entry 'x' is not an object."],
    [
      'that lacks a field',
      file({ x: { dtype: 'F32', shape: [] } }),
      "the entry 'x' has the fields dtype, shape; they must be dtype, shape and data_offsets.",
    ],
    [
      'that has a field too many',
      file(entry({ extra: 1 }), four),
      "the entry 'x' has the fields data_offsets, dtype, extra, shape; they must be dtype, shape and data_offsets.",
    ],
    [
      'of a type that cannot be read',
      file(entry({ dtype: 'F8_E4M3' }), four),
      '\'x\' has the type "F8_E4M3"; the types that can be read are F32, F64, F16, BF16, I8, U8, BOOL, I16, U16, I32, U32, I64, U64.',
    ],
    ['of a type that is no text', file(entry({ dtype: 4 }), four), "'x' has the type 4;"],
    ...[[1.5], [-1], ['1'], [null], 1, { length: 1 }, [2 ** 53]].map(
      (shape) =>
        [
          `of the shape ${JSON.stringify(shape)}`,
          file(entry({ shape }), four),
          "the shape of 'x' is not a list of whole numbers of at least 0.",
        ] as const,
    ),
    [
      'of a shape that is not finite',
      file('{"x":{"dtype":"F32","shape":[1e999],"data_offsets":[0,4]}}', four),
      "the shape of 'x' is not a list of whole numbers of at least 0.",
    ],
    ...[[0], [0, 4, 8], [0, 4.5], [-4, 0], ['0', '4'], null].map(
      (offsets) =>
        [
          `whose offsets are ${JSON.stringify(offsets)}`,
          file(entry({ data_offsets: offsets }), four),
          "data_offsets of 'x' are not two whole numbers of at least 0.",
        ] as const,
    ),
    [
      'whose offsets do not fit the shape',
      file(entry({ shape: [2] }), four),
      "'x' of the type F32 and shape [2] takes 8 bytes, but its data_offsets are [0, 4]; they must be that far apart.",
    ],
    [
      'whose offsets run backwards',
      file(entry({ data_offsets: [8, 4] }), four),
      "'x' of the type F32 and shape [1] takes 4 bytes, but its data_offsets are [8, 4]; they must be that far apart.",
    ],
    [
      'of a size beyond all memory',
      file(entry({ shape: [2 ** 40, 2 ** 40, 2 ** 40], data_offsets: [0, 2 ** 52] }), four),
      "'x' of the type F32 and shape [1099511627776, 1099511627776, 1099511627776] takes 5.316911983139664e+36 bytes, but its",
    ],
    [
      'that is cut off',
      file(entry({}), [0, 0, 0]),
      'the tensors take 4 bytes, but 3 bytes of data follow the header; they must be as many.',
    ],
    [
      'that goes on',
      file(entry({}), [0, 0, 0, 0, 0]),
      'the tensors take 4 bytes, but 5 bytes of data follow the header; they must be as many.',
    ],
    [
      'that has a gap at the start',
      file(entry({ data_offsets: [4, 8] }), [...four, ...four]),
      "'x' begins at byte 4 of the data, but the start ends at 0; tensors must not leave a gap.",
    ],
    [
      'whose tensors overlap',
      file({ ...entry({}), y: { dtype: 'F32', shape: [1], data_offsets: [2, 6] } }, [0, 0, 0, 0, 0, 0]),
      "'y' begins at byte 2 of the data, but 'x' ends at 4; tensors must not overlap.",
    ],
    [
      'whose tensors leave a gap',
      file({ ...entry({}), y: { dtype: 'F32', shape: [1], data_offsets: [8, 12] } }, new Uint8Array(12)),
      "'y' begins at byte 8 of the data, but 'x' ends at 4; tensors must not leave a gap.",
    ],
    [
      'with integers that double precision does not hold',
      fileOf('I64', [2], bytesOf(BigInt64Array.of(1n, 2n ** 62n + 1n))),
      "element 1 of 'x' is 4611686018427387905, which is no 64-bit floating-point number; whole numbers can be read if double precision holds them exactly.",
    ],
    [
      'with truth values that are neither',
      fileOf('BOOL', [3], [0, 1, 2]),
      "element 2 of 'x' is 2; an element of the type BOOL must be 0 or 1.",
    ],
  ];

  test.each(cases)('%s', (_why, bytes, problem) => {
    const decode = () => decodeSafetensors(bytes);
    expect(decode).toThrow(FormatError);
    expect(decode).toThrow(`safetensors: ${problem}`);
  });

  test('however its header is broken', () => {
    for (const header of ['', '{', '{"x"', '[1', '{"x":}', '{} {}', '{"__metadata__":{}', 'nul']) {
      expect(() => decodeSafetensors(file(header))).toThrow(FormatError);
    }
    expect(() => decodeSafetensors(file('['.repeat(100_000)))).toThrow(FormatError);
    expect(() => decodeSafetensors(file(`{"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`))).toThrow(
      FormatError,
    );
  });

  test('and no prototype is changed by any of them', () => {
    for (const [, bytes] of cases) expect(() => decodeSafetensors(bytes)).toThrow(FormatError);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('tensors are not written', () => {
  test('whose numbers are not as many as their shape says', () => {
    expect(() => encodeSafetensors({ n: { shape: [3], data: Int32Array.of(1, 2) } })).toThrow(
      "safetensors: 'n' has the shape [3], but 2 numbers; they must be as many.",
    );
  });

  test('under names that mean something else', () => {
    const odd = Object.fromEntries([['__proto__', zeros([1])]]);
    expect(() => encodeSafetensors(odd)).toThrow("safetensors: a tensor cannot have the name '__proto__'.");
    expect(() => encodeSafetensors({ __metadata__: zeros([1]) })).toThrow(
      "safetensors: a tensor cannot have the name '__metadata__'.",
    );
    const text = Object.fromEntries([['__proto__', 'x']]);
    expect(() => encodeSafetensors({}, text)).toThrow(
      "safetensors: metadata cannot have the name '__proto__'.",
    );
  });
});

const shapes = fc.array(fc.nat(4), { maxLength: 4 });
const tensors: fc.Arbitrary<Tensor> = shapes.chain((shape) => {
  const size = shape.reduce((product, length) => product * length, 1);
  return fc.array(fc.float(), { minLength: size, maxLength: size }).map((numbers) => tensor(shape, numbers));
});
const names = fc
  .string({ unit: 'grapheme' })
  .filter((name) => name !== '__proto__' && name !== '__metadata__');
const contents = fc.record({
  tensors: fc.dictionary(names, tensors),
  metadata: fc.dictionary(names, fc.string()),
});

test('whatever is written is read again, bit for bit', () => {
  fc.assert(
    fc.property(contents, (content) => {
      const decoded = decodeSafetensors(encodeSafetensors(content.tensors, content.metadata));
      expect(decoded.metadata).toEqual({ ...content.metadata });
      expect(Object.keys(decoded.tensors)).toEqual(Object.keys(content.tensors));
      for (const [name, written] of Object.entries(content.tensors)) {
        expect(decoded.tensors[name]?.shape).toEqual(written.shape);
        expect(decoded.tensors[name]?.toFloats()).toEqual(written.toFloats());
      }
    }),
  );
});

test('bytes that are damaged anywhere are read or refused, and nothing else happens', () => {
  const damage = fc.record({ at: fc.nat(), byte: fc.nat(255) });
  const damaged = fc.tuple(contents, fc.array(damage, { minLength: 1, maxLength: 4 }), fc.option(fc.nat()));
  fc.assert(
    fc.property(damaged, ([content, damages, length]) => {
      const bytes = encodeSafetensors(content.tensors, content.metadata);
      for (const { at, byte } of damages) bytes[at % bytes.length] = byte;
      const cut = length === null ? bytes : bytes.subarray(0, length % (bytes.length + 1));
      expect(outcomeOf(cut)).toBe('read or refused');
    }),
    { numRuns: 2000 },
  );
});

test('random bytes are refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(outcomeOf(bytes)).toBe('read or refused');
    }),
  );
});

test('random headers are read or refused', () => {
  const header = fc.oneof(
    fc.json(),
    fc
      .dictionary(
        fc.constantFrom('a', 'b', '__metadata__'),
        fc.record(
          {
            dtype: fc.oneof(fc.constantFrom('F32', 'F16', 'I64', 'U8'), fc.jsonValue()),
            shape: fc.oneof(fc.array(fc.nat(3)), fc.jsonValue()),
            data_offsets: fc.oneof(fc.tuple(fc.nat(16), fc.nat(16)), fc.jsonValue()),
          },
          { requiredKeys: [] },
        ),
      )
      .map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(header, fc.uint8Array({ maxLength: 16 }), (json, data) => {
      expect(outcomeOf(file(json, data))).toBe('read or refused');
    }),
    { numRuns: 2000 },
  );
});

/** What decoding comes to; anything but a `FormatError` is named. */
function outcomeOf(bytes: Uint8Array): string {
  try {
    decodeSafetensors(bytes);
  } catch (error) {
    if (!(error instanceof FormatError)) return String(error);
  }
  return 'read or refused';
}
