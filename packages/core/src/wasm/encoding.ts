/**
 * The binary encodings WebAssembly modules are made of (WebAssembly core specification, chapter 5),
 * as strings whose characters are bytes.
 */

/** Returns bytes as characters. */
export const byte = String.fromCharCode;

/** Returns a number in unsigned LEB128: seven bits per byte, least significant first. */
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

/** Returns a 32-bit integer in signed LEB128. */
export function signed(value: number): string {
  let rest = value | 0;
  let bytes = '';
  while (rest < -0x40 || rest > 0x3f) {
    bytes += byte((rest & 0x7f) | 0x80);
    rest >>= 7;
  }
  return bytes + byte(rest & 0x7f);
}

/** Returns the bytes of integers in the memory of a little-endian machine. */
export function bytesIn(numbers: Int32Array): string {
  return byte(...new Uint8Array(numbers.buffer));
}

const scratch = new DataView(new ArrayBuffer(8));

/** Returns the four bytes of a single-precision number, little-endian. */
export function float32(value: number): string {
  scratch.setFloat32(0, value, true);
  return fourBytes(0);
}

/** Returns the eight bytes of a double-precision number, little-endian. */
export function float64(value: number): string {
  scratch.setFloat64(0, value, true);
  return fourBytes(0) + fourBytes(4);
}

function fourBytes(offset: number): string {
  const word = scratch.getUint32(offset, true);
  return byte(word & 0xff, (word >> 8) & 0xff, (word >> 16) & 0xff, word >>> 24);
}

/** Returns bytes with their length as a prefix, such as a name in ASCII or the body of a function. */
export function sized(bytes: string): string {
  return unsigned(bytes.length) + bytes;
}

/** Returns encoded items with their number as a prefix. */
export function vector(items: readonly string[]): string {
  return unsigned(items.length) + items.join('');
}

/** Returns a section of a module: its number, its size, its content. */
export function section(id: number, content: string): string {
  return byte(id) + sized(content);
}
