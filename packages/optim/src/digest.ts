import type { Floats } from '@tbptt/core/operation';

// Two sums of 32 bits in the manner of FNV-1a (Fowler, Noll, Vo), with odd factors.
const [FIRST, SECOND] = [0x01000193, 0x85ebca6b];

/**
 * Returns a digest of the bits of numbers, and of the digest of others before them: a whole number
 * below 2⁵³.
 */
export function digestOfNumbers({ buffer, byteOffset, byteLength }: Floats, before = 0): number {
  return digestOfWords(new Int32Array(buffer, byteOffset, byteLength / 4), before);
}

/** Returns a digest of bytes: a whole number below 2⁵³. */
export function digestOfBytes(bytes: Uint8Array): number {
  return digestOfWords(bytes, 0);
}

function digestOfWords(words: Int32Array | Uint8Array, before: number): number {
  let high = (before / 2 ** 32) ^ 0x811c9dc5;
  let low = before ^ 0x811c9dc5;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as number;
    high = Math.imul(high ^ word, FIRST);
    high ^= high >>> 15;
    low = Math.imul(low ^ word, SECOND);
    low ^= low >>> 13;
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}
