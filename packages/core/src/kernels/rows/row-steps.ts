/** Steps over one row that kernels have in common. */
import type { Floats } from '../../memory/linear-memory.js';
import type { FunctionBuilder, Local } from '../../wasm/assembler.js';
import { type Code, f32x4 } from '../../wasm/instructions.js';
import { exp } from '../../wasm/simd-math/exp.js';
import type { VectorMath } from '../../wasm/simd-math/vector-math.js';
import { largestOfLanes } from './across-lanes.js';
import { type Group, sweep } from './sweep.js';
import { WideSum } from './wide-sum.js';

/** The number of vectors per round if little is done with each. */
export const UNROLL = 4;

/**
 * Returns the largest element of a row, in every lane. A NaN may be skipped, since it shows in the
 * exponentials.
 */
export function largestOfRow(f: FunctionBuilder, x: Local, bytes: Local): Code {
  const pointer = f.let('i32', x.get);
  const largest = f.let('v128', f32x4.const(Number.NEGATIVE_INFINITY));
  const body = ({ load }: Group) => f.set(largest, f32x4.pmax(largest.get, load(pointer, largest.get)));
  sweep(f, [pointer], bytes, body, UNROLL);
  return f.let('v128', largestOfLanes(f, largest.get)).get;
}

/** Writes `exp(x - largest)` for a row to `y`, if that is given, and returns the sum. */
export function exponentialsOfRow(v: VectorMath, x: Local, bytes: Local, largest: Code, y?: Local): WideSum {
  const { f } = v;
  const from = f.let('i32', x.get);
  const to = f.let('i32', (y ?? x).get);
  const sum = new WideSum(f);
  sum.clear();
  sweep(f, [from, to], bytes, ({ load, keep, store }) => {
    // Lanes beyond the end hold the largest element, not -Infinity: machines are slow if results underflow.
    const power = v.let(keep(exp(v, f32x4.sub(load(from, largest), largest))));
    sum.add(power);
    if (y !== undefined) store(to, power);
  });
  return sum;
}

/** Multiplies a row by a factor that is in every lane. The pointer moves to the next row. */
export function scaleRow(f: FunctionBuilder, y: Local, bytes: Local, factor: Code): void {
  const scale = f.let('v128', factor).get;
  sweep(f, [y], bytes, ({ load, store }) => store(y, f32x4.mul(load(y), scale)), UNROLL);
}

/**
 * Returns the largest of `length` numbers from index `x` on, or -Infinity if there are none. A NaN
 * may be skipped.
 */
export function maximum(floats: Floats, x: number, length: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = x; i < x + length; i++) {
    const value = floats[i] as number;
    if (value > largest) largest = value;
  }
  return largest;
}
