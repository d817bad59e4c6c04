import type { LinearMemory, Product } from '@tbptt/core/operation';
import { Matrix } from '@tbptt/core/operation';

/** The sizes at which products are timed. Another size is treated as the nearest in proportion. */
const ROWS = [1, 4, 16, 64] as const;
const SIZES = [16, 64, 256] as const;

/** The time for which each product is timed, in ms, and the number of rounds. */
const [SLICE, ROUNDS] = [0.25, 3];

/**
 * The products that the BLAS computes, as a text of one character for each size: `B` for the BLAS
 * and `.` for the generated kernels. The sizes are rows 1, 4, 16, 64 of the left-hand side, then
 * depths and columns of 16, 64, 256.
 */
export type ProductTable = string;

/** The number of characters of a table. */
export const TABLE_LENGTH = ROWS.length * SIZES.length ** 2;

/** The place of a product in a table. */
export function placeOf(rows: number, depth: number, columns: number): number {
  return (
    (nearest(ROWS, rows) * SIZES.length + nearest(SIZES, depth)) * SIZES.length + nearest(SIZES, columns)
  );
}

/** The index of the size that is nearest in proportion. */
function nearest(sizes: readonly number[], size: number): number {
  let index = 0;
  while (index + 1 < sizes.length && size * size > (sizes[index] as number) * (sizes[index + 1] as number))
    index++;
  return index;
}

/** Times products of each size by both, and returns the table. */
export function measureTable(memory: LinearMemory, blas: Product, own: Product): ProductTable {
  let table = '';
  for (const rows of ROWS) {
    for (const depth of SIZES) {
      for (const columns of SIZES) {
        const mark = memory.arena.mark();
        const [a, b, c] = [
          [rows, depth],
          [depth, columns],
          [rows, columns],
        ].map(([m = 0, n = 0]) => filled(memory, m, n)) as [Matrix, Matrix, Matrix];
        const prepared = own.prepare(b, rows);
        const times = fastest([
          () => blas.multiply(a, b, c, false),
          () => own.multiply(a, prepared, c, false),
        ]);
        table += (times[0] as number) < (times[1] as number) ? 'B' : '.';
        memory.arena.release(mark);
      }
    }
  }
  return table;
}

/** Returns the shortest time of each call. The calls are timed in turns. */
function fastest(calls: readonly (() => void)[]): readonly number[] {
  const times = calls.map(() => Number.POSITIVE_INFINITY);
  const counts = calls.map(() => 1);
  for (const call of calls) call();
  for (let round = 0; round < ROUNDS; round++) {
    calls.forEach((call, i) => {
      const start = performance.now();
      let made = 0;
      let passed = 0;
      while (passed < SLICE) {
        for (let k = 0; k < (counts[i] as number); k++) call();
        made += counts[i] as number;
        passed = performance.now() - start;
        if (passed < SLICE / 8) counts[i] = 2 * (counts[i] as number);
      }
      times[i] = Math.min(times[i] as number, passed / made);
    });
  }
  return times;
}

function filled(memory: LinearMemory, rows: number, columns: number): Matrix {
  const address = memory.arena.allocate(rows * columns * memory.elementBytes);
  memory.write(
    address,
    Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i)),
  );
  return new Matrix(address, rows, columns);
}
