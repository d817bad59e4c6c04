import { type Code, i32 } from '../../wasm/instructions.js';

/** Returns the bytes of a number of elements. */
export function bytes(numbers: Code): Code {
  return i32.shl(numbers, i32.const(2));
}

/** Returns the smaller of two unsigned integers. */
export function minimum(a: Code, b: Code): Code {
  return i32.select(i32.ltU(a, b), a, b);
}
