import { FormatError } from '../../errors.js';
import type { Floats } from '../../memory/linear-memory.js';

/** How the elements of one type become the numbers of a tensor. */
export interface ElementType {
  readonly bytes: number;
  /** Reads `count` elements from the start of `view`; `name` is the tensor's, for errors. */
  read(view: DataView, count: number, name: string): Floats;
}

/** A type whose every value is a 32-bit floating-point number too. */
function exact(bytes: number, at: (view: DataView, offset: number) => number): ElementType {
  return {
    bytes,
    read: (view, count) => Float32Array.from({ length: count }, (_, i) => at(view, i * bytes)),
  };
}

/** A type of whole numbers, each of which must be a 32-bit floating-point number too. */
function whole(bytes: number, at: (view: DataView, offset: number) => number | bigint): ElementType {
  return {
    bytes,
    read: (view, count, name) =>
      Float32Array.from({ length: count }, (_, i) => {
        const integer = at(view, i * bytes);
        const number = Math.fround(Number(integer));
        if (BigInt(number) !== BigInt(integer)) {
          throw new FormatError(
            'safetensors',
            `element ${i} of '${name}' is ${integer}, which is no 32-bit floating-point number; ` +
              'whole numbers can be read if single precision holds them exactly.',
          );
        }
        return number;
      }),
  };
}

/** The types of elements that can be read. `F64` keeps its precision. */
export const elementTypes: ReadonlyMap<string, ElementType> = new Map([
  ['F32', exact(4, (view, offset) => view.getFloat32(offset, true))],
  [
    'F64',
    {
      bytes: 8,
      read: (view, count) => Float64Array.from({ length: count }, (_, i) => view.getFloat64(i * 8, true)),
    },
  ],
  ['F16', exact(2, (view, offset) => half(view.getUint16(offset, true)))],
  ['BF16', exact(2, (view, offset) => brainFloat(view.getUint16(offset, true)))],
  ['I32', whole(4, (view, offset) => view.getInt32(offset, true))],
  ['I64', whole(8, (view, offset) => view.getBigInt64(offset, true))],
]);

/** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));

/** The upper half of an IEEE 754 binary32. */
function brainFloat(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}
