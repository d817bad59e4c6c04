import { expect, test } from 'vitest';
import { swapBytes } from './byte-order.js';

test('the bytes of every element are reversed, in place', () => {
  const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
  swapBytes(bytes.subarray(0, 4), 2);
  expect([...bytes]).toEqual([2, 1, 4, 3, 5, 6, 7, 8]);
  swapBytes(bytes, 8);
  expect([...bytes]).toEqual([8, 7, 6, 5, 3, 4, 1, 2]);
});

test('big-endian numbers become those of a little-endian host, and come back', () => {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, Math.PI, false);
  swapBytes(bytes, 8);
  expect(view.getFloat64(0, true)).toBe(Math.PI);
  swapBytes(bytes, 8);
  expect(view.getFloat64(0, false)).toBe(Math.PI);
});
