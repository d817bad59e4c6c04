import type { Floats } from '../../memory/linear-memory.js';

/**
 * `y[r, j] = exp(x[r, j]) / Σ_k exp(x[r, k])`, with the largest of a row subtracted first, so that nothing overflows.
 * x, y: [rows, columns]; both are indices in `floats`, and may be equal.
 */
export function softmax(floats: Floats, x: number, rows: number, columns: number, y: number): void {
  for (let r = 0; r < rows; r++) {
    const from = x + r * columns;
    const to = y + r * columns;
    const largest = maximum(floats, from, columns);
    let sum = 0;
    for (let j = 0; j < columns; j++) {
      const power = Math.exp((floats[from + j] as number) - largest);
      floats[to + j] = power;
      sum += power;
    }
    for (let j = 0; j < columns; j++) floats[to + j] = (floats[to + j] as number) / sum;
  }
}

/** `dx[r, j] += y[r, j] (dy[r, j] - Σ_k dy[r, k] y[r, k])`. All: [rows, columns]. */
export function softmaxGradient(
  floats: Floats,
  y: number,
  dy: number,
  rows: number,
  columns: number,
  dx: number,
): void {
  for (let start = 0; start < rows * columns; start += columns) {
    let mean = 0;
    for (let j = start; j < start + columns; j++) {
      mean += (floats[dy + j] as number) * (floats[y + j] as number);
    }
    for (let j = start; j < start + columns; j++) {
      const slope = (floats[y + j] as number) * ((floats[dy + j] as number) - mean);
      floats[dx + j] = (floats[dx + j] as number) + slope;
    }
  }
}

/** The largest of `length` numbers from index `x` on; -Infinity if there are none. A NaN may be passed over. */
export function maximum(floats: Floats, x: number, length: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = x; i < x + length; i++) {
    const value = floats[i] as number;
    if (value > largest) largest = value;
  }
  return largest;
}
