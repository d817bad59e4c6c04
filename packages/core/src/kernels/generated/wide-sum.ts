import type { FunctionBuilder, Local } from '../../wasm/assembler.js';
import { type Code, f64, f64x2, v128 } from '../../wasm/instructions.js';
import { type Group, sweep } from './sweep.js';

/** With sums of their own, additions need not wait for one another. */
const VECTORS_PER_ROUND = 2;

/**
 * The sum, in double precision and in a fixed order, over `bytes` bytes of single-precision numbers from `pointer` on, each put
 * through `mapped` first. The pointer moves behind them.
 */
export function wideSum(
  f: FunctionBuilder,
  pointer: Local,
  bytes: Local,
  mapped: (numbers: Code) => Code = (numbers) => numbers,
): Code {
  const zero = () => f.let('v128', f64x2.const(0));
  const lower = Array.from({ length: VECTORS_PER_ROUND }, zero);
  const upper = Array.from({ length: VECTORS_PER_ROUND }, zero);
  const add = (sum: Local | undefined, two: Code) => {
    if (sum === undefined) return;
    const numbers = f.let('v128', f64x2.promoteLowF32x4(two)).get;
    f.set(sum, f64x2.add(sum.get, mapped(numbers)));
  };
  const body = ({ index, load }: Group) => {
    const four = f.let('v128', load(pointer)).get;
    add(lower[index], four);
    add(upper[index], v128.shuffle32(four, four, [2, 3, 0, 1]));
  };
  sweep(f, [pointer], bytes, body, VECTORS_PER_ROUND);
  const total = [...lower, ...upper].map((sum) => sum.get).reduce(f64x2.add);
  const pair = f.let('v128', total).get;
  return f64.add(f64x2.extractLane(pair, 0), f64x2.extractLane(pair, 1));
}
