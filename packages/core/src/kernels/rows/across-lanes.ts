import type { FunctionBuilder } from '../../wasm/assembler.js';
import { type Code, f32x4, v128 } from '../../wasm/instructions.js';

/** Returns the largest of the four lanes, in every lane. */
export function largestOfLanes(f: FunctionBuilder, vector: Code): Code {
  const four = f.let('v128', vector).get;
  const two = f.let('v128', f32x4.pmax(four, v128.shuffle32(four, four, [2, 3, 0, 1]))).get;
  return f32x4.pmax(two, v128.shuffle32(two, two, [1, 0, 3, 2]));
}
