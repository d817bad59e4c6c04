import { expect, test } from 'vitest';
import { FormatError } from '../../errors.js';
import { numbersOf, type Tensor } from '../../tensor/tensor.js';
import { file } from '../../testing/safetensors-file.js';
import { decodeSafetensors } from './decode.js';
import { elementTypes } from './element-types.js';
import { Words } from './words.js';

/** A 16-bit pattern, read as one element. */
function read(dtype: string, bits: number): number {
  const words = new Words(new Uint8Array(Uint16Array.of(bits).buffer), 2);
  return elementTypes.get(dtype)?.read(words, 'x')[0] ?? Number.NaN;
}

/** Those bit patterns, in hexadecimal, that are not read as expected. */
function wrong(dtype: string, from: number, to: number, expected: (bits: number) => number): string[] {
  const all = Array.from({ length: to - from }, (_, i) => from + i);
  return all.filter((bits) => !Object.is(read(dtype, bits), expected(bits))).map((bits) => bits.toString(16));
}

test('every half-precision number is read as what its bits mean', () => {
  const finite = (bits: number) => {
    const [exponent, fraction] = [(bits >>> 10) & 31, bits & 0x3ff];
    const size = exponent === 0 ? fraction / 2 ** 24 : (1024 + fraction) * 2 ** (exponent - 25);
    return bits < 0x8000 ? size : -size;
  };
  expect(wrong('F16', 0, 0x7c00, finite)).toEqual([]);
  expect(wrong('F16', 0x8000, 0xfc00, finite)).toEqual([]);
  expect(wrong('F16', 0x7c00, 0x7c01, () => Number.POSITIVE_INFINITY)).toEqual([]);
  expect(wrong('F16', 0xfc00, 0xfc01, () => Number.NEGATIVE_INFINITY)).toEqual([]);
  expect(wrong('F16', 0x7c01, 0x8000, () => Number.NaN)).toEqual([]);
  expect(wrong('F16', 0xfc01, 0x10000, () => Number.NaN)).toEqual([]);
});

test('every bfloat16 is the single-precision number of which it is the upper half', () => {
  const view = new DataView(new ArrayBuffer(4));
  const whole = (bits: number) => {
    view.setUint32(0, bits * 0x10000);
    return view.getFloat32(0);
  };
  expect(wrong('BF16', 0, 0x10000, whole)).toEqual([]);
  expect(read('BF16', 0x3fc0)).toBe(1.5);
});

/** A file of one tensor whose data begins at `offset` of 8 bytes. */
function decodeAt(offset: number, dtype: string, data: Uint8Array, count: number): Tensor {
  const header = JSON.stringify({ x: { dtype, shape: [count], data_offsets: [0, data.length] } });
  const bytes = file(header.padEnd(header.length + 8 - (header.length % 8) + offset), data);
  expect((bytes.length - data.length) % 8).toBe(offset % 8);
  return decodeSafetensors(bytes).tensors['x'] as Tensor;
}

test('elements of every type are read wherever their data begins', () => {
  for (let offset = 1; offset <= 8; offset++) {
    for (const [dtype, numbers, exact] of [
      ['F32', Float32Array.of(1.5, -0, 3e38, Number.NaN), 'single'],
      ['F64', Float64Array.of(0.1, 1e300, -0), 'double'],
      ['I8', Int8Array.of(-128, 0, 127), 'single'],
      ['U8', Uint8Array.of(0, 1, 255), 'single'],
      ['BOOL', Uint8Array.of(0, 1, 1), 'single'],
      ['I16', Int16Array.of(-32768, 32767), 'single'],
      ['U16', Uint16Array.of(0, 65535), 'single'],
      ['I32', Int32Array.of(-(2 ** 31), 2 ** 24 + 1, 2 ** 31 - 1), 'double'],
      ['U32', Uint32Array.of(0, 2 ** 32 - 1), 'double'],
      [
        'I64',
        BigInt64Array.of(-1n, -(2n ** 63n), -(2n ** 53n), 2n ** 53n, 2n ** 32n - 1n, 2n ** 62n),
        'double',
      ],
      ['U64', BigUint64Array.of(0n, 2n ** 63n, 2n ** 53n - 1n, 2n ** 32n), 'double'],
    ] as const) {
      const { length, buffer } = numbers;
      const read = numbersOf(decodeAt(offset, dtype, new Uint8Array(buffer), length));
      expect([...read]).toEqual(Array.from(numbers, Number));
      expect(read).toBeInstanceOf(exact === 'single' ? Float32Array : Float64Array);
    }
  }
});

test('all 65536 numbers of 16 bits are the same wherever their data begins', () => {
  const bytes = new Uint8Array(Uint16Array.from({ length: 65536 }, (_, bits) => bits).buffer);
  for (const dtype of ['F16', 'BF16']) {
    const aligned = numbersOf(decodeAt(8, dtype, bytes, 65536));
    for (let offset = 1; offset < 8; offset++) {
      expect(numbersOf(decodeAt(offset, dtype, bytes, 65536))).toEqual(aligned);
    }
  }
});

test('a whole number of 64 bits is read if double precision holds it, and refused if not', () => {
  const last = 2n ** 53n;
  for (const held of [
    last - 1n,
    last,
    last + 2n,
    -last,
    -last - 2n,
    2n ** 62n + 2n ** 20n,
    2n ** 63n - 1024n,
  ]) {
    expect(BigInt(decodeAt(8, 'I64', new Uint8Array(BigInt64Array.of(held).buffer), 1).item())).toBe(held);
  }
  for (const lost of [last + 1n, -last - 1n, 2n ** 62n + 1n, 2n ** 63n - 1n, 2n ** 60n - 1n]) {
    const read = () => decodeAt(8, 'I64', new Uint8Array(BigInt64Array.of(0n, lost).buffer), 2);
    expect(read).toThrow(FormatError);
    expect(read).toThrow(`element 1 of 'x' is ${lost}, which is no 64-bit floating-point number`);
  }
  expect(() => decodeAt(8, 'U64', new Uint8Array(8).fill(255), 1)).toThrow('is 18446744073709551615, which');
});
