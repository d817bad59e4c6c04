/** The binary encodings WebAssembly modules are made of (WebAssembly core specification, chapter 5). */

/** Unsigned LEB128: seven bits per byte, least significant first. */
export function unsigned(value: number): number[] {
  if (value >>> 7 === 0) return [value];
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128 of a 32-bit integer. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) {
      bytes.push(low);
      return bytes;
    }
    bytes.push(low | 0x80);
  }
}

const scratch = new DataView(new ArrayBuffer(8));
const scratchBytes = new Uint8Array(scratch.buffer);

/** The four bytes of a single-precision number, little-endian. */
export function float32(value: number): number[] {
  scratch.setFloat32(0, value, true);
  return [...scratchBytes.subarray(0, 4)];
}

/** The eight bytes of a double-precision number, little-endian. */
export function float64(value: number): number[] {
  scratch.setFloat64(0, value, true);
  return [...scratchBytes];
}

/** A name as a length-prefixed sequence of ASCII bytes. */
export function name(text: string): number[] {
  return [...unsigned(text.length), ...Array.from(text, (letter) => letter.charCodeAt(0))];
}

/** A length-prefixed vector of already encoded items. */
export function vector(items: readonly (readonly number[])[]): number[] {
  return unsigned(items.length).concat(...items);
}

/** A module section: its number, its size, its content. By `concat`: spreading thousands of numbers takes milliseconds in code that runs for the first time. */
export function section(id: number, content: readonly number[]): number[] {
  return [id].concat(unsigned(content.length), content);
}
