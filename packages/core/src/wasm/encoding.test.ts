import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesIn, float32, float64, section, signed, sized, unsigned, vector } from './encoding.js';

const bytesOf = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0));

/** The number that LEB128 bytes stand for. */
function decode(text: string, isSigned: boolean): number {
  const bytes = bytesOf(text);
  const total = bytes.reduce((sum, byte, i) => sum + BigInt(byte & 0x7f) * 128n ** BigInt(i), 0n);
  const isNegative = isSigned && ((bytes.at(-1) ?? 0) & 0x40) !== 0;
  return Number(isNegative ? total - 128n ** BigInt(bytes.length) : total);
}

test('the examples of the specification of LEB128', () => {
  expect(bytesOf(unsigned(624_485))).toEqual([0xe5, 0x8e, 0x26]);
  expect(bytesOf(signed(-123_456))).toEqual([0xc0, 0xbb, 0x78]);
});

test('whole numbers are encoded in as few bytes as hold them', () => {
  const lengths = [0, 127, 128, 16_383, 16_384, 2 ** 32 - 1].map((value) => unsigned(value).length);
  expect(lengths).toEqual([1, 1, 2, 2, 3, 5]);
  const signedLengths = [0, 63, 64, -64, -65, 2 ** 31 - 1, -(2 ** 31)].map((value) => signed(value).length);
  expect(signedLengths).toEqual([1, 1, 2, 1, 2, 5, 5]);
});

test('every whole number of 32 bits can be read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (value) => {
      expect(decode(unsigned(value), false)).toBe(value);
    }),
  );
  fc.assert(
    fc.property(fc.integer(), (value) => {
      expect(decode(signed(value), true)).toBe(value);
    }),
  );
});

test('an address beyond 2 GiB is the negative number of the same bits', () => {
  expect(signed(2 ** 32 - 16)).toBe(signed(-16));
});

test('numbers are written little-endian', () => {
  expect(bytesOf(float32(1))).toEqual([0, 0, 0x80, 0x3f]);
  expect(bytesOf(float64(-2))).toEqual([0, 0, 0, 0, 0, 0, 0, 0xc0]);
  expect(bytesOf(bytesIn(new Int32Array([0x01020304, -1])))).toEqual([4, 3, 2, 1, 255, 255, 255, 255]);
});

test('lengths stand before what they count: bytes, items, the content of a section', () => {
  expect(sized('env')).toBe('\x03env');
  expect(vector(['ab', 'c'])).toBe('\x02abc');
  expect(section(10, 'x'.repeat(200))).toBe(`\x0a\xc8\x01${'x'.repeat(200)}`);
});
