import { type FunctionBuilder, type Local, ModuleBuilder, type ValueType } from '../../wasm/assembler.js';
import { i32 } from '../../wasm/instructions.js';
import type { Linker, WasmFunction } from '../../wasm/linker.js';

/**
 * Returns a kernel with named parameters, in the order of their declaration. `build` writes its
 * statements. The kernel is a module of its own, which is generated and compiled at the first call:
 * generating takes about a microsecond per byte in code that runs for the first time, and few
 * programs need all kernels of a family.
 */
export function generatedKernel<Name extends string>(
  linker: Linker,
  parameters: Readonly<Record<Name, ValueType>>,
  build: (f: FunctionBuilder, locals: Readonly<Record<Name, Local>>) => void,
): WasmFunction {
  let kernel: WasmFunction | undefined;
  const generate = () => {
    const module = new ModuleBuilder();
    const names = Object.keys(parameters) as Name[];
    const types = names.map((name) => parameters[name]);
    module.function('run', { parameters: types }, (f) => {
      const locals = names.map((name, index) => [name, f.parameter(index)] as const);
      build(f, Object.fromEntries(locals) as Record<Name, Local>);
    });
    return linker.link(module.encode(), ['run']).run;
  };
  return (...values) => {
    kernel ??= generate();
    return kernel(...values);
  };
}

/** Runs `body` `count` times, counting down to 0. */
export function repeat(f: FunctionBuilder, count: Local, body: () => void): void {
  f.while(
    () => count.get,
    () => {
      body();
      f.increment(count, i32.const(-1));
    },
  );
}

/** Declares a local with the bytes of that many single-precision numbers. */
export function bytesOf(f: FunctionBuilder, elements: Local): Local {
  return f.let('i32', i32.shl(elements.get, i32.const(2)));
}
