import type { Floats } from '../../memory/linear-memory.js';
import { maximum } from './softmax.js';

/**
 * `y[r, j] = x[r, j] - log Σ_k exp(x[r, k])`, with the largest of a row subtracted first, so that nothing overflows and no small
 * probability is lost. x, y: [rows, columns]; both are indices in `floats`, and may be equal.
 */
export function logSoftmax(floats: Floats, x: number, rows: number, columns: number, y: number): void {
  for (let r = 0; r < rows; r++) {
    const from = x + r * columns;
    const to = y + r * columns;
    const largest = maximum(floats, from, columns);
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += Math.exp((floats[from + j] as number) - largest);
    const level = Math.log(sum);
    for (let j = 0; j < columns; j++) floats[to + j] = (floats[from + j] as number) - largest - level;
  }
}

/** `dx[r, j] += dy[r, j] - exp(y[r, j]) Σ_k dy[r, k]`. All: [rows, columns]. */
export function logSoftmaxGradient(
  floats: Floats,
  y: number,
  dy: number,
  rows: number,
  columns: number,
  dx: number,
): void {
  for (let start = 0; start < rows * columns; start += columns) {
    let sum = 0;
    for (let j = start; j < start + columns; j++) sum += floats[dy + j] as number;
    for (let j = start; j < start + columns; j++) {
      const slope = (floats[dy + j] as number) - Math.exp(floats[y + j] as number) * sum;
      floats[dx + j] = (floats[dx + j] as number) + slope;
    }
  }
}
