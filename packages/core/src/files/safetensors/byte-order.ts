/** Returns whether this host stores the lowest byte of a number first, as files do. */
export function isLittleEndian(): boolean {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
}

/** Reverses the bytes of every element in place, which exchanges little-endian and big-endian. */
export function swapBytes(bytes: Uint8Array, elementBytes: number): void {
  for (let start = 0; start + elementBytes <= bytes.length; start += elementBytes) {
    bytes.subarray(start, start + elementBytes).reverse();
  }
}
