import { ModuleBuilder } from './assembler.js';
import { type Code, i32 } from './instructions.js';

/** `clear(address, bytes)` writes zeros. `copy(from, to, bytes)` copies, also if the two ranges overlap. */
export const BULK_EXPORTS = ['clear', 'copy'] as const;

/** Returns the module that clears and copies. */
export function bulkModule(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.function('clear', { parameters: ['i32', 'i32'] }, (f) => {
    f.emit(fill(f.parameter(0).get, i32.const(0), f.parameter(1).get));
  });
  module.function('copy', { parameters: ['i32', 'i32', 'i32'] }, (f) => {
    f.emit(copy(f.parameter(1).get, f.parameter(0).get, f.parameter(2).get));
  });
  return module.encode();
}

/** `memory.fill` */
function fill(address: Code, value: Code, bytes: Code): Code {
  return `${address}${value}${bytes}\xfc\x0b\x00`;
}

/** `memory.copy` */
function copy(to: Code, from: Code, bytes: Code): Code {
  return `${to}${from}${bytes}\xfc\x0a\x00\x00`;
}
