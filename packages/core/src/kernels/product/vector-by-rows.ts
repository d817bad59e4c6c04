import type { FunctionBuilder, Local } from '../../wasm/assembler.js';
import { i32, v128 } from '../../wasm/instructions.js';
import type { Rounding } from '../../wasm/simd-math/vector-math.js';
import { type Access, FOUR, ONE } from '../access.js';
import { locals, parameters } from './locals.js';
import { multiplyAdd } from './tile.js';

/** The shape of one round of the loop. */
export interface RowsShape {
  /**
   * Rows of b that are added to c in one sweep over its columns: as many reads of b for one read
   * and one write of c.
   */
  readonly rows: number;
  /** Vectors of c side by side; engines that can join two to a wider one do. */
  readonly vectors: number;
}

/** The numbers of rows of smaller rounds, for the rows that are left. */
const LESS_ROWS = [4, 1];

/**
 * Builds `c[j] = (accumulate ? c[j] : 0) + Σ_k a[k] b[k, j]` for a b with contiguous rows. It
 * sweeps over c, which the first-level cache holds, with a few rows of b at a time, which are read
 * from one end to the other as caches like it. For each j, k ascends, whatever the shape.
 */
export function buildVectorByRows(f: FunctionBuilder, rounding: Rounding, shape: RowsShape): void {
  const [a, b, stride, c, depth, columns, accumulate] = parameters(f, 7);
  const factors = locals(f, shape.rows, 'v128') as readonly Local[];
  const rows = locals(f, shape.rows) as readonly Local[];
  const sums = locals(f, shape.vectors, 'v128') as readonly Local[];
  const [to, left] = locals(f, 2);

  /** Runs `part` over the columns, by as many vectors at a time as there are. */
  const sweep = (part: (access: Access, vectors: number) => void) => {
    f.set(to, c.get);
    f.set(left, columns.get);
    for (const [access, vectors] of [
      [FOUR, shape.vectors],
      [FOUR, 1],
      [ONE, 1],
    ] as const) {
      const numbers = access.elements * vectors;
      f.while(
        () => i32.geU(left.get, i32.const(numbers)),
        () => {
          part(access, vectors);
          f.increment(to, i32.const(4 * numbers));
          f.increment(left, i32.const(-numbers));
        },
      );
    }
  };

  const zero = f.local('v128');
  f.if(i32.eqz(accumulate.get), () =>
    sweep((access, vectors) => {
      for (let i = 0; i < vectors; i++) f.emit(access.store(to.get, zero.get, 16 * i));
    }),
  );

  const addRows = (count: number) => {
    for (let k = 0; k < count; k++) {
      f.set(factors[k] as Local, v128.load32Splat(a.get, 4 * k));
      f.set(rows[k] as Local, k === 0 ? b.get : i32.add((rows[k - 1] as Local).get, stride.get));
    }
    sweep((access, vectors) => {
      const used = sums.slice(0, vectors);
      used.forEach((sum, i) => f.set(sum, access.load(to.get, 16 * i)));
      for (let k = 0; k < count; k++) {
        const [factor, row] = [factors[k] as Local, rows[k] as Local];
        used.forEach((sum, i) =>
          f.set(sum, multiplyAdd(rounding, factor.get, access.load(row.get, 16 * i), sum.get)),
        );
      }
      used.forEach((sum, i) => f.emit(access.store(to.get, sum.get, 16 * i)));
      for (const row of rows.slice(0, count)) f.increment(row, i32.const(4 * access.elements * vectors));
    });
    f.increment(a, i32.const(4 * count));
    f.increment(b, i32.mul(stride.get, i32.const(count)));
    f.increment(depth, i32.const(-count));
  };
  for (const count of [shape.rows, ...LESS_ROWS.filter((few) => few < shape.rows)]) {
    f.while(
      () => i32.geU(depth.get, i32.const(count)),
      () => addRows(count),
    );
  }
}
