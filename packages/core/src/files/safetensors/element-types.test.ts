import { expect, test } from 'vitest';
import { elementTypes } from './element-types.js';

/** A 16-bit pattern, read as one element. */
function read(dtype: string, bits: number): number {
  const view = new DataView(new ArrayBuffer(2));
  view.setUint16(0, bits, true);
  return elementTypes.get(dtype)?.read(view, 1, 'x')[0] ?? Number.NaN;
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
