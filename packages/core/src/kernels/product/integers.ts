import { type Code, i32 } from '../../wasm/instructions.js';

/** The bytes of a number of elements. */
export function bytes(numbers: Code): Code {
  return i32.shl(numbers, i32.const(2));
}

/** The smaller of two unsigned integers. */
export function minimum(a: Code, b: Code): Code {
  return i32.select(i32.ltU(a, b), a, b);
}
