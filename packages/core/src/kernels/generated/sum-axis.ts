import type { FunctionBuilder, Local } from '../../wasm/assembler.js';
import { type Code, f32, f32x4, f64, i32 } from '../../wasm/instructions.js';
import { bytesOf, generatedKernel, repeat } from './generated-kernel.js';
import { sweep } from './sweep.js';
import { wideSum } from './wide-sum.js';

/** So many rows, a power of two, are summed two by two before they are added to what earlier rows gave. */
const ROWS_PER_ROUND = 4;

/**
 * Generates `sumRows` (x, rows, columns, y), `y[r] += Σ_j x[r, j]`, and `sumColumns` (x, outer, rows, columns, y),
 * `y[o, j] += Σ_r x[o, r, j]`.
 */
export function generateSumAxis(memory: WebAssembly.Memory) {
  return { sumRows: sumRows(memory), sumColumns: sumColumns(memory) };
}

function sumRows(memory: WebAssembly.Memory) {
  const parameters = { x: 'i32', rows: 'i32', columns: 'i32', y: 'i32' } as const;
  return generatedKernel(memory, parameters, (f, { x, rows, columns, y }) => {
    const bytes = bytesOf(f, columns);
    repeat(f, rows, () => {
      const sum = wideSum(f, x, bytes);
      f.emit(f32.store(y.get, f32.demote(f64.add(f64.promote(f32.load(y.get)), sum))));
      f.increment(y, i32.const(4));
    });
  });
}

function sumColumns(memory: WebAssembly.Memory) {
  const parameters = { x: 'i32', outer: 'i32', rows: 'i32', columns: 'i32', y: 'i32' } as const;
  return generatedKernel(memory, parameters, (f, { x, outer, rows, columns, y }) => {
    const bytes = bytesOf(f, columns);
    const count = f.local('i32');
    repeat(f, outer, () => {
      f.set(count, i32.divU(rows.get, i32.const(ROWS_PER_ROUND)));
      repeat(f, count, () => addToSums(f, x, ROWS_PER_ROUND, bytes, y));
      f.set(count, i32.remU(rows.get, i32.const(ROWS_PER_ROUND)));
      repeat(f, count, () => addToSums(f, x, 1, bytes, y));
      f.increment(y, bytes.get);
    });
  });
}

/** Adds the sum of the next `count` rows to y, and moves x behind them. */
function addToSums(f: FunctionBuilder, x: Local, count: number, bytes: Local, y: Local): void {
  const to = f.let('i32', y.get);
  const rows = Array.from({ length: count }, () => {
    const row = f.let('i32', x.get);
    f.increment(x, bytes.get);
    return row;
  });
  sweep(f, [to, ...rows], bytes, ({ load, store }) => {
    store(to, f32x4.add(load(to), pairwiseSum(rows.map((row) => load(row)))));
  });
}

/** The sum of a power of two of vectors, two by two. */
function pairwiseSum(vectors: readonly Code[]): Code {
  const [only] = vectors;
  if (vectors.length === 1 && only !== undefined) return only;
  const half = vectors.length / 2;
  return f32x4.add(pairwiseSum(vectors.slice(0, half)), pairwiseSum(vectors.slice(half)));
}
