import type { Floats } from '../../memory/linear-memory.js';

/**
 * `y[r, j] = (x[r, j] - mean) / √(variance + eps)` with the moments of row r, the variance divided by the count; `inverses[r]` is the
 * `1 / √(variance + eps)` of the row. x, y: [rows, columns]; all are indices in `floats`, and x and y may be equal.
 */
export function standardizeRows(
  floats: Floats,
  x: number,
  rows: number,
  columns: number,
  eps: number,
  y: number,
  inverses: number,
): void {
  for (let r = 0; r < rows; r++) {
    const from = x + r * columns;
    const to = y + r * columns;
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += floats[from + j] as number;
    const mean = sum / columns;
    let squares = 0;
    for (let j = 0; j < columns; j++) squares += ((floats[from + j] as number) - mean) ** 2;
    const inverse = 1 / Math.sqrt(squares / columns + eps);
    floats[inverses + r] = inverse;
    for (let j = 0; j < columns; j++) floats[to + j] = ((floats[from + j] as number) - mean) * inverse;
  }
}

/** `dx[r, j] += inverses[r] (dy[r, j] - mean_k dy[r, k] - y[r, j] mean_k dy[r, k] y[r, k])`. */
export function standardizeRowsGradient(
  floats: Floats,
  y: number,
  inverses: number,
  dy: number,
  rows: number,
  columns: number,
  dx: number,
): void {
  for (let r = 0; r < rows; r++) {
    const start = r * columns;
    let sum = 0;
    let product = 0;
    for (let j = start; j < start + columns; j++) {
      sum += floats[dy + j] as number;
      product += (floats[dy + j] as number) * (floats[y + j] as number);
    }
    const inverse = floats[inverses + r] as number;
    for (let j = start; j < start + columns; j++) {
      const along = sum / columns + ((floats[y + j] as number) * product) / columns;
      floats[dx + j] = (floats[dx + j] as number) + inverse * ((floats[dy + j] as number) - along);
    }
  }
}
