import type { FunctionBuilder, Local } from '../../wasm/assembler.js';
import { type Code, f32, f32x4, f64, f64x2, v128 } from '../../wasm/instructions.js';
import { type Group, sweep } from './sweep.js';

/** How two totals are combined in double precision. */
export interface Join {
  readonly pairs: (a: Code, b: Code) => Code;
  readonly numbers: (a: Code, b: Code) => Code;
}

export const SUM: Join = { pairs: f64x2.add, numbers: f64.add };

/** The larger total, or NaN if either is NaN. */
export const LARGEST: Join = { pairs: f64x2.max, numbers: f64.max };

/**
 * A sum in double precision of vectors in single precision, in a fixed order: the error of a sum in
 * single precision grows with the number of its terms. With another `join`, the largest of numbers
 * that are not negative.
 */
export class WideSum {
  readonly #lower: Local;
  readonly #upper: Local;

  constructor(
    readonly f: FunctionBuilder,
    readonly join: Join = SUM,
  ) {
    this.#lower = f.local('v128');
    this.#upper = f.local('v128');
  }

  /** Starts from 0. */
  clear(): void {
    for (const sum of [this.#lower, this.#upper]) this.f.set(sum, f64x2.const(0));
  }

  /** Adds four numbers, after `mapped` has been applied in double precision. */
  add(vector: Code, mapped: (pair: Code) => Code = (pair) => pair): void {
    const { f } = this;
    const four = f.let('v128', vector).get;
    const addPair = (sum: Local, pair: Code) => {
      const two = f.let('v128', f64x2.promoteLowF32x4(pair)).get;
      f.set(sum, this.join.pairs(sum.get, mapped(two)));
    };
    addPair(this.#lower, four);
    addPair(this.#upper, v128.shuffle32(four, four, [2, 3, 0, 1]));
  }

  /** Adds another sum. */
  addSum(other: WideSum): void {
    this.f.set(this.#lower, this.join.pairs(this.#lower.get, other.#lower.get));
    this.f.set(this.#upper, this.join.pairs(this.#upper.get, other.#upper.get));
  }

  /** The sum in double precision. */
  get total(): Code {
    const pair = this.f.let('v128', this.join.pairs(this.#lower.get, this.#upper.get)).get;
    return this.join.numbers(f64x2.extractLane(pair, 0), f64x2.extractLane(pair, 1));
  }

  /** The sum in every lane, in single precision. */
  get lanes(): Code {
    return f32x4.splat(f32.demote(this.total));
  }
}

/** The number of vectors per round. Each has its own sum, so additions need not wait for one another. */
const VECTORS_PER_ROUND = 2;

/**
 * Returns the sum in double precision over `bytes` bytes of single-precision numbers from `pointer`
 * on, each put through `mapped` first. The pointer moves behind them.
 */
export function wideSum(
  f: FunctionBuilder,
  pointer: Local,
  bytes: Local,
  mapped?: (numbers: Code) => Code,
  join: Join = SUM,
): Code {
  const sums = Array.from({ length: VECTORS_PER_ROUND }, () => new WideSum(f, join));
  const [first, ...others] = sums as [WideSum, ...WideSum[]];
  for (const sum of sums) sum.clear();
  const body = ({ index, load }: Group) => (sums[index] ?? first).add(load(pointer), mapped);
  sweep(f, [pointer], bytes, body, VECTORS_PER_ROUND);
  for (const sum of others) first.addSum(sum);
  return first.total;
}
