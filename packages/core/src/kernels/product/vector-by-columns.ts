import type { FunctionBuilder, Local } from '../../wasm/assembler.js';
import { f32, f32x4, i32, v128 } from '../../wasm/instructions.js';
import type { Rounding } from '../../wasm/simd-math/vector-math.js';
import { type Access, FOUR, ONE } from '../access.js';
import { locals, parameters } from './locals.js';
import { multiplyAdd } from './tile.js';

/** Dot products that run side by side. */
export interface DotShape {
  /**
   * The number of dot products: enough that none waits for its last sum, and few enough to leave
   * registers for what the engine loads ahead.
   */
  readonly columns: number;
  /** Vectors over k in one round of the loop. */
  readonly unroll: number;
}

/**
 * Builds `c[j] = (accumulate ? c[j] : 0) + Σ_k a[k] b[k, j]` for a b with contiguous columns: dot
 * products, whose four partial sums, over the k of each remainder modulo 4, are added in the end
 * (that of 0, which starts from c, and of 1; those of 2 and 3; both). The last `depth modulo 4`
 * numbers go to the first partial sum. So the order of summation differs from that of all other
 * products; it does not depend on the shape.
 */
export function buildVectorByColumns(f: FunctionBuilder, rounding: Rounding, shape: DotShape): void {
  const [a, b, stride, c, depth, columns, accumulate] = parameters(f, 7);
  const sums = locals(f, shape.columns, 'v128') as readonly Local[];
  const pointers = locals(f, shape.columns) as readonly Local[];
  const [zero, left] = locals(f, 2, 'v128');
  const [x, remaining] = locals(f, 2);

  const addDotProducts = (width: number, unroll: number) => {
    const used = sums.slice(0, width);
    /** As many rounds of this number of loads as fit into what remains. */
    const rounds = ({ load, elements }: Access, loads: number) => {
      const round = () => {
        for (let u = 0; u < loads; u++) {
          f.set(left, load(x.get, 4 * elements * u));
          used.forEach((sum, j) => {
            const number = load((pointers[j] as Local).get, 4 * elements * u);
            f.set(sum, multiplyAdd(rounding, left.get, number, sum.get));
          });
        }
        const moving = [x, ...pointers.slice(0, width)];
        for (const pointer of moving) f.increment(pointer, i32.const(4 * elements * loads));
        f.increment(remaining, i32.const(-elements * loads));
      };
      f.while(() => i32.geU(remaining.get, i32.const(elements * loads)), round);
    };
    f.if(
      accumulate.get,
      () => used.forEach((sum, j) => f.set(sum, v128.load32Zero(c.get, 4 * j))),
      () => used.forEach((sum) => f.set(sum, zero.get)),
    );
    used.forEach((_, j) => {
      f.set(pointers[j] as Local, j === 0 ? b.get : i32.add((pointers[j - 1] as Local).get, stride.get));
    });
    f.set(x, a.get);
    f.set(remaining, depth.get);
    if (unroll > 1) rounds(FOUR, unroll);
    rounds(FOUR, 1);
    rounds(ONE, 1);
    used.forEach((sum, j) => {
      const lane = (i: number) => f32x4.extractLane(sum.get, i);
      const total = f32.add(f32.add(lane(0), lane(1)), f32.add(lane(2), lane(3)));
      f.emit(f32.store(c.get, total, 4 * j));
    });
    f.increment(b, i32.mul(stride.get, i32.const(width)));
    f.increment(c, i32.const(4 * width));
    f.increment(columns, i32.const(-width));
  };

  for (const width of [shape.columns, 4, 2, 1]) {
    const unroll = width === shape.columns ? shape.unroll : 1;
    f.while(
      () => i32.geU(columns.get, i32.const(width)),
      () => addDotProducts(width, unroll),
    );
  }
}
