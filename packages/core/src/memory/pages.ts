/** The unit in which WebAssembly memories grow. */
export const PAGE_BYTES = 65536;

const INITIAL_PAGES = 16;

/** Memory that grows by pages; `buffer` is another object after each growth. */
export interface Pages {
  readonly buffer: ArrayBuffer;
  readonly wasm: WebAssembly.Memory | undefined;
  grow(pages: number): void;
}

/** A WebAssembly memory, or, where the host has none, an array buffer that is copied when it grows. */
export function createPages(): Pages {
  if (typeof WebAssembly === 'undefined') return new CopiedPages();
  const wasm = new WebAssembly.Memory({ initial: INITIAL_PAGES });
  return {
    wasm,
    get buffer() {
      return wasm.buffer;
    },
    grow: (pages) => void wasm.grow(pages),
  };
}

class CopiedPages implements Pages {
  readonly wasm = undefined;
  buffer = new ArrayBuffer(INITIAL_PAGES * PAGE_BYTES);

  grow(pages: number): void {
    const larger = new ArrayBuffer(this.buffer.byteLength + pages * PAGE_BYTES);
    new Uint8Array(larger).set(new Uint8Array(this.buffer));
    this.buffer = larger;
  }
}
