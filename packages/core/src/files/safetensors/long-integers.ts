const WORD = 2 ** 32;

/**
 * Reads 64-bit integers into numbers in double precision.
 *
 * @param words pairs of 32-bit words, the lower one first
 * @param upper the same words, signed if the integers are; only the upper word of each pair is read
 * @param refuse called with the index and value of the first integer that double precision does not hold
 */
export function readLongIntegers(
  words: Uint32Array,
  upper: Uint32Array | Int32Array,
  refuse: (index: number, integer: bigint) => never,
): Float64Array<ArrayBuffer> {
  const numbers = new Float64Array(words.length / 2);
  for (let i = 0; i < numbers.length; i++) {
    const low = words[2 * i] as number;
    const high = (upper[2 * i + 1] as number) * WORD; // exact
    const sum = high + low;
    // The sum is the integer rounded. Its difference from the upper word is exact, so it shows what
    // the rounding did.
    if (sum - high !== low) refuse(i, BigInt(high) + BigInt(low));
    numbers[i] = sum;
  }
  return numbers;
}

/** Writes whole numbers as 64-bit integers, in pairs of 32-bit words, the lower one first. */
export function writeLongIntegers(integers: Int32Array, words: Int32Array): void {
  for (let i = 0; i < integers.length; i++) {
    const integer = integers[i] as number;
    words[2 * i] = integer;
    words[2 * i + 1] = integer >> 31; // the sign
  }
}
