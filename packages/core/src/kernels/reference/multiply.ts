import type { LinearMemory } from '../../memory/linear-memory.js';
import type { Matrix } from '../matrix.js';

/**
 * `c = a b`, or `c += a b` if `accumulate`. a: [M, K], b: [K, N], c: [M, N], with any strides.
 *
 * Each element is summed over k in ascending order, in double precision, starting from what it holds (`accumulate`) or from 0, and
 * rounded once when it is stored.
 */
export function multiply(memory: LinearMemory, a: Matrix, b: Matrix, c: Matrix, accumulate: boolean): void {
  const { floats } = memory;
  const depth = a.columns;
  for (let i = 0; i < c.rows; i++) {
    const aRow = memory.indexOf(a.address) + i * a.rowStride;
    const cRow = memory.indexOf(c.address) + i * c.rowStride;
    for (let j = 0; j < c.columns; j++) {
      const bColumn = memory.indexOf(b.address) + j * b.columnStride;
      const target = cRow + j * c.columnStride;
      let sum = accumulate ? (floats[target] as number) : 0;
      for (let k = 0; k < depth; k++) {
        sum += (floats[aRow + k * a.columnStride] as number) * (floats[bColumn + k * b.rowStride] as number);
      }
      floats[target] = sum;
    }
  }
}
