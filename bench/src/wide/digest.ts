/** A digest of all bits of arrays of numbers: FNV-1a over their words, in two halves. */
export class Digest {
  #low = 0x811c9dc5;
  #high = 0x01000193;

  /** Adds the numbers of an array, and their count. */
  add(numbers: Float32Array | Float64Array): void {
    const words = new Int32Array(numbers.buffer, numbers.byteOffset, numbers.byteLength / 4);
    this.#take(words.length);
    for (let i = 0; i < words.length; i++) this.#take(words[i] as number);
  }

  /** Sixteen hexadecimal digits. */
  get text(): string {
    return [this.#high, this.#low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
  }

  #take(word: number): void {
    this.#low = Math.imul(this.#low ^ word, 0x01000193);
    this.#high = Math.imul(this.#high ^ word ^ (this.#low >>> 15), 0x85ebca6b);
  }
}
