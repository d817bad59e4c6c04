import type { FunctionBuilder, Local, ModuleBuilder, ValueType } from '../../wasm/assembler.js';
import { i32 } from '../../wasm/instructions.js';

/** Adds an exported function whose parameters, in the order of their declaration, have names. */
export function addKernel<Name extends string>(
  module: ModuleBuilder,
  exportName: string,
  parameters: Readonly<Record<Name, ValueType>>,
  build: (f: FunctionBuilder, locals: Readonly<Record<Name, Local>>) => void,
): void {
  const names = Object.keys(parameters) as Name[];
  module.function(exportName, { parameters: names.map((name) => parameters[name]) }, (f) => {
    const locals = names.map((name, index) => [name, f.parameter(index)] as const);
    build(f, Object.fromEntries(locals) as Record<Name, Local>);
  });
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

/** The bytes of that many single-precision numbers. */
export function bytesOf(f: FunctionBuilder, elements: Local): Local {
  return f.let('i32', i32.shl(elements.get, i32.const(2)));
}
