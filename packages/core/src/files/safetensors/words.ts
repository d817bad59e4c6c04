import { isLittleEndian, swapBytes } from './byte-order.js';

/** A constructor of typed arrays. */
interface View<T> {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
}

/** The bytes of a tensor in a file as words of one size, aligned and in the byte order of the host. */
export class Words {
  readonly #bytes: Uint8Array;

  /** The bytes are copied only if they are not aligned, or in another order. */
  constructor(bytes: Uint8Array, wordBytes: number) {
    const mustSwap = wordBytes > 1 && !isLittleEndian();
    const isAligned = bytes.byteOffset % wordBytes === 0;
    this.#bytes = mustSwap || !isAligned ? bytes.slice() : bytes;
    if (mustSwap) swapBytes(this.#bytes, wordBytes);
  }

  /** Returns a view of the words. Its elements have the size of a word. */
  as<T>(view: View<T>): T {
    const { buffer, byteOffset, byteLength } = this.#bytes;
    return new view(buffer, byteOffset, byteLength / view.BYTES_PER_ELEMENT);
  }
}
