import type { FunctionBuilder, Local } from '../../wasm/assembler.js';
import { f32x4 } from '../../wasm/instructions.js';
import { sweep } from './sweep.js';

/** Copies or adds neighboring elements. Both pointers end behind the last element. */
export function moveDense(f: FunctionBuilder, from: Local, to: Local, bytes: Local, adds: boolean): void {
  sweep(f, [from, to], bytes, ({ load, store }) => {
    store(to, adds ? f32x4.add(load(to), load(from)) : load(from));
  });
}
