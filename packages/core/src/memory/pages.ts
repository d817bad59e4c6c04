import type { HostMemory } from '../wasm/linker.js';

/** The unit in which WebAssembly memories grow. */
export const PAGE_BYTES = 65536;

const INITIAL_PAGES = 16;

/** Memory that grows by pages. After each growth `buffer` is another object. */
export interface Pages {
  readonly buffer: ArrayBufferLike;
  /** The WebAssembly memory, if it is one. */
  readonly wasm: HostMemory | undefined;
  grow(pages: number): void;
}

/**
 * Returns a WebAssembly memory. If the host has none or refuses it, returns an array buffer that is
 * copied when it grows. A memory that is `shared` by threads needs to know its largest number of
 * pages.
 */
export function createPages(shared: boolean, maximumPages: number): Pages {
  const wasm = (shared ? createShared(maximumPages) : undefined) ?? createMemory();
  if (wasm === undefined) return new CopiedPages();
  return {
    wasm,
    get buffer() {
      return wasm.buffer;
    },
    grow: (pages) => void wasm.grow(pages),
  };
}

function createMemory(): HostMemory | undefined {
  try {
    return new WebAssembly.Memory({ initial: INITIAL_PAGES });
  } catch {
    // The host has no WebAssembly, forbids it, or lacks the address space that it reserves for a
    // memory (`ulimit -v`).
    return undefined;
  }
}

/**
 * Returns a shared memory, or undefined if the host has none. A host that lacks the address space
 * for that many pages may have it for fewer.
 */
function createShared(maximumPages: number): HostMemory | undefined {
  for (let maximum = maximumPages; maximum >= INITIAL_PAGES; maximum = Math.floor(maximum / 2)) {
    try {
      return new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum, shared: true });
    } catch {
      // The host has no shared memory, or too little of it.
    }
  }
  return undefined;
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
