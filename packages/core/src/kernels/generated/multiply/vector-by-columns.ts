import type { FunctionBuilder, Local } from '../../../wasm/assembler.js';
import { type Code, f32, f32x4, i32, v128 } from '../../../wasm/instructions.js';
import type { Rounding } from '../../../wasm/simd-math/vector-math.js';
import { locals, parameters } from './locals.js';
import { byHeight, forEachRun } from './strips.js';
import { multiplyAdd } from './tile.js';

/** Columns of b whose dot products run side by side: as many as leave registers for what older engines load ahead. */
const COLUMNS = 6;
const WIDTHS = Array.from({ length: COLUMNS }, (_, i) => ({ rows: COLUMNS - i }));

/**
 * Builds `c[j] = (accumulate ? c[j] : 0) + Σ_k a[k] b[k, j]` for a b with contiguous columns: dot products, whose four partial sums, over the
 * k of each remainder modulo 4, are added in the end (that of 0, which starts from c, and of 1; those of 2 and 3; both). The last `depth
 * modulo 4` numbers go to the first partial sum. So the order of summation differs from that of all other products.
 */
export function buildVectorByColumns(f: FunctionBuilder, rounding: Rounding): void {
  const [a, b, stride, c, depth, columns, accumulate] = parameters(f, 7);
  const sums = locals(f, COLUMNS, 'v128') as readonly Local[];
  const pointers = locals(f, COLUMNS) as readonly Local[];
  const [zero, left] = locals(f, 2, 'v128');
  const [x, remaining] = locals(f, 2);

  const addDotProducts = (width: number) => {
    const used = sums.slice(0, width);
    const step = (load: (address: Code) => Code, numbers: number) => {
      f.set(left, load(x.get));
      used.forEach((sum, j) => {
        f.set(sum, multiplyAdd(rounding, left.get, load((pointers[j] as Local).get), sum.get));
      });
      for (const pointer of [x, ...pointers.slice(0, width)]) f.increment(pointer, i32.const(4 * numbers));
      f.increment(remaining, i32.const(-numbers));
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
    f.while(
      () => i32.geU(remaining.get, i32.const(4)),
      () => step((address) => v128.load(address), 4),
    );
    f.while(
      () => remaining.get,
      () => step((address) => v128.load32Zero(address), 1),
    );
    used.forEach((sum, j) => {
      const lane = (i: number) => f32x4.extractLane(sum.get, i);
      const total = f32.add(f32.add(lane(0), lane(1)), f32.add(lane(2), lane(3)));
      f.emit(f32.store(c.get, total, 4 * j));
    });
    f.increment(b, i32.mul(stride.get, i32.const(width)));
    f.increment(c, i32.const(4 * width));
  };

  forEachRun(f, columns, COLUMNS, ({ height, count }) => {
    f.doWhile(
      () => {
        byHeight(f, height, WIDTHS, ({ rows }) => addDotProducts(rows));
        f.increment(count, i32.const(-1));
      },
      () => count.get,
    );
  });
}
