import type { LinearMemory } from '../../memory/linear-memory.js';
import type { Matrix } from '../matrix.js';

/**
 * `c = a b`, or `c += a b` if `accumulate`. a: [M, K], b: [K, N], c: [M, N], with any strides.
 *
 * Each number is summed over k in ascending order, in double precision, starting from what it holds
 * (`accumulate`) or from 0, and rounded once, when it is stored.
 */
export function multiply(memory: LinearMemory, a: Matrix, b: Matrix, c: Matrix, accumulate: boolean): void {
  const { floats } = memory;
  const last = c.columns - 1;
  // Four columns at a time, for one read of a each; where fewer remain, the last one is computed
  // more than once.
  for (let j0 = 0; j0 <= last; j0 += 4) {
    const [j1, j2, j3] = [Math.min(j0 + 1, last), Math.min(j0 + 2, last), Math.min(j0 + 3, last)];
    const b0 = memory.indexOf(b.address) + j0 * b.columnStride;
    const b1 = memory.indexOf(b.address) + j1 * b.columnStride;
    const b2 = memory.indexOf(b.address) + j2 * b.columnStride;
    const b3 = memory.indexOf(b.address) + j3 * b.columnStride;
    for (let i = 0; i < c.rows; i++) {
      const row = memory.indexOf(c.address) + i * c.rowStride;
      const c0 = row + j0 * c.columnStride;
      const c1 = row + j1 * c.columnStride;
      const c2 = row + j2 * c.columnStride;
      const c3 = row + j3 * c.columnStride;
      let sum0 = accumulate ? (floats[c0] as number) : 0;
      let sum1 = accumulate ? (floats[c1] as number) : 0;
      let sum2 = accumulate ? (floats[c2] as number) : 0;
      let sum3 = accumulate ? (floats[c3] as number) : 0;
      let x = memory.indexOf(a.address) + i * a.rowStride;
      for (let k = 0, y = 0; k < a.columns; k++, x += a.columnStride, y += b.rowStride) {
        const left = floats[x] as number;
        sum0 += left * (floats[b0 + y] as number);
        sum1 += left * (floats[b1 + y] as number);
        sum2 += left * (floats[b2 + y] as number);
        sum3 += left * (floats[b3 + y] as number);
      }
      floats[c0] = sum0;
      floats[c1] = sum1;
      floats[c2] = sum2;
      floats[c3] = sum3;
    }
  }
}
