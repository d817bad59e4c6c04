import { HostError } from '../errors.js';
import { importingShared } from './shared-import.js';

/** A function that a generated module exports. */
export type WasmFunction = (...parameters: number[]) => number;

/**
 * The part of a `WebAssembly.Memory` that is used. It is declared here because programs are also
 * type-checked without the types of browsers.
 */
export interface HostMemory {
  /** Shared if the memory is shared by threads. */
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

/** Joins generated modules to a memory. */
export interface Linker {
  /**
   * Compiles a module that imports the memory as `env.memory`, synchronously, and returns the
   * functions that it exports under `names`.
   *
   * @throws HostError if the module is valid but the host compiles none
   */
  link<Name extends string>(
    bytes: Uint8Array<ArrayBuffer>,
    names: readonly Name[],
  ): Record<Name, WasmFunction>;
}

/** Returns the linker of a memory. Modules of equal bytes are compiled once for all memories. */
export function linkerOf(memory: HostMemory): Linker {
  const shared = !(memory.buffer instanceof ArrayBuffer);
  return {
    link(bytes, names) {
      const { exports } = new WebAssembly.Instance(compile(shared ? importingShared(bytes) : bytes), {
        env: { memory: memory as WebAssembly.Memory },
      });
      const functions = names.map((name) => {
        const exported = exports[name];
        if (typeof exported !== 'function')
          throw new TypeError(`link: the module exports no function ${name}.`);
        return [name, exported] as const;
      });
      return Object.fromEntries(functions) as Record<(typeof names)[number], WasmFunction>;
    },
  };
}

interface Compiled {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly module: WebAssembly.Module;
}

/**
 * The largest number of modules that are kept. A program with a new equation in every step would
 * keep a module for each.
 */
const MOST_MODULES = 512;

/**
 * The modules by a hash of their bytes, or by one of the next numbers if that is taken. The least
 * recently used comes first.
 */
const modules = new Map<number, Compiled>();

function compile(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  let key = hashOf(bytes);
  for (let present = modules.get(key); present !== undefined; present = modules.get(++key)) {
    if (!sameBytes(present.bytes, bytes)) continue;
    modules.delete(key);
    modules.set(key, present);
    return present.module;
  }
  const module = compileAnew(bytes);
  modules.set(key, { bytes, module });
  if (modules.size > MOST_MODULES) modules.delete(modules.keys().next().value ?? key);
  return module;
}

function compileAnew(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    if (WebAssembly.validate(bytes)) throw compilationForbidden(error);
    throw error;
  }
}

/**
 * The largest number of bytes that are hashed. At the start of a program code runs slowly, and
 * modules already differ in their lengths.
 */
const HASHED = 32;

/** Hashes the length and some evenly spaced bytes to 32 bits by FNV-1a. */
function hashOf(bytes: Uint8Array): number {
  const stride = Math.ceil(bytes.length / HASHED);
  let hash = Math.imul(0x811c9dc5 ^ bytes.length, 0x01000193);
  for (let i = bytes.length - 1; i >= 0; i -= stride) {
    hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  }
  return hash;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The host has WebAssembly but does not let a program compile modules of its own. */
function compilationForbidden(cause: unknown): HostError {
  return new HostError(
    'kernels',
    'this host forbids compiling WebAssembly at run time (some edge runtimes do, and so does a content security policy ' +
      "without 'wasm-unsafe-eval'); allow it, or use the reference kernels.",
    {},
    { cause },
  );
}
