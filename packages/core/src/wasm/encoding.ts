/**
 * The binary encodings WebAssembly modules are made of (WebAssembly core specification, chapter 5),
 * as strings whose characters are bytes.
 */

/** Single bytes. */
export const byte = String.fromCharCode;

/** Unsigned LEB128: seven bits per byte, least significant first. */
export function unsigned(value: number): string {
  if (value >= 0 && value < 0x80) return byte(value);
  let rest = value >>> 0;
  let bytes = '';
  while (rest > 0x7f) {
    bytes += byte((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return bytes + byte(rest);
}

/** Signed LEB128 of a 32-bit integer. */
export function signed(value: number): string {
  let rest = value | 0;
  let bytes = '';
  while (rest < -0x40 || rest > 0x3f) {
    bytes += byte((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  return bytes + byte(rest & 0x7f);
}

/** The bytes of numbers, as they lie in the memory of a little-endian machine. */
export function bytesIn(numbers: Int32Array | BigInt64Array): string {
  return byte(...new Uint8Array(numbers.buffer));
}

const scratch = new DataView(new ArrayBuffer(8));

/** The four bytes of a single-precision number, little-endian. */
export function float32(value: number): string {
  scratch.setFloat32(0, value, true);
  return fourBytes(0);
}

/** The eight bytes of a double-precision number, little-endian. */
export function float64(value: number): string {
  scratch.setFloat64(0, value, true);
  return fourBytes(0) + fourBytes(4);
}

function fourBytes(offset: number): string {
  const word = scratch.getUint32(offset, true);
  return byte(word & 0xff, (word >> 8) & 0xff, (word >> 16) & 0xff, word >>> 24);
}

/** A length-prefixed string of bytes: a name in ASCII, the body of a function. */
export function sized(bytes: string): string {
  return unsigned(bytes.length) + bytes;
}

/** A length-prefixed vector of already encoded items. */
export function vector(items: readonly string[]): string {
  return unsigned(items.length) + items.join('');
}

/** A module section: its number, its size, its content. */
export function section(id: number, content: string): string {
  return byte(id) + sized(content);
}
