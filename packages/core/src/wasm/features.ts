/** The features of the host, found by validating tiny modules. */
import { ModuleBuilder } from './assembler.js';
import { type Code, f32x4, v128 } from './instructions.js';

function validates(expression: Code): boolean {
  const module = new ModuleBuilder();
  module.function('probe', { parameters: ['i32'] }, (f) =>
    f.emit(v128.store(f.parameter(0).get, expression)),
  );
  try {
    return WebAssembly.validate(module.encode());
  } catch {
    return false; // a host without WebAssembly, with a part of it only, or one that forbids it
  }
}

/** Returns whether the host understands 128-bit vectors (WebAssembly 2.0). */
export function hasSimd(): boolean {
  return validates(f32x4.const(0));
}

/**
 * Returns whether the host understands `relaxed_madd` (WebAssembly 3.0, on by default from V8 11.4 in
 * Chromium and Node 22).
 */
export function hasRelaxedSimd(): boolean {
  return validates(f32x4.relaxedMadd(f32x4.const(0), f32x4.const(0), f32x4.const(0)));
}
