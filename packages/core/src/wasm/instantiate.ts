import { HostError } from '../errors.js';

/** A function that a generated module exports. */
export type WasmFunction = (...parameters: number[]) => number;

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

/**
 * Compiles a module synchronously and joins it to `memory`, which it imports as `env.memory`; returns the functions it exports
 * under `names`. Throws HostError where the module is valid but the host compiles none.
 */
export function instantiate<Name extends string>(
  bytes: Uint8Array<ArrayBuffer>,
  memory: WebAssembly.Memory,
  names: readonly Name[],
): Record<Name, WasmFunction> {
  const { exports } = new WebAssembly.Instance(compile(bytes), { env: { memory } });
  const functions = names.map((name) => {
    const exported = exports[name];
    if (typeof exported !== 'function')
      throw new TypeError(`instantiate: the module exports no function ${name}.`);
    return [name, exported] as const;
  });
  return Object.fromEntries(functions) as Record<Name, WasmFunction>;
}

function compile(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes);
  } catch (error) {
    if (WebAssembly.validate(bytes)) throw compilationForbidden(error);
    throw error;
  }
}
