import type { FunctionBuilder } from '../../wasm/assembler.js';
import { type Code, f32x4, v128 } from '../../wasm/instructions.js';

/** The sum of the four lanes, in every lane. */
export function sumOfLanes(f: FunctionBuilder, vector: Code): Code {
  return acrossLanes(f, vector, f32x4.add);
}

/** The largest of the four lanes, in every lane. */
export function largestOfLanes(f: FunctionBuilder, vector: Code): Code {
  return acrossLanes(f, vector, f32x4.pmax);
}

function acrossLanes(f: FunctionBuilder, vector: Code, combine: (a: Code, b: Code) => Code): Code {
  const four = f.let('v128', vector).get;
  const two = f.let('v128', combine(four, v128.shuffle32(four, four, [2, 3, 0, 1]))).get;
  return combine(two, v128.shuffle32(two, two, [1, 0, 3, 2]));
}
