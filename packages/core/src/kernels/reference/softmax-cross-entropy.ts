import type { Floats } from '../../memory/linear-memory.js';
import { maximum } from './softmax.js';

/**
 * `losses[r] = log Σ_j exp x[r, j] - x[r, targets[r]]` and its gradient `dx[r, j] = softmax(x[r, :])[j] - [j = targets[r]]`, both
 * assigned and both 0 where the target is negative. x, dx: [rows, columns], losses: [rows], indices in `floats`; targets: [rows], from
 * index `targets` in `ints` on. The gradient is left out if `dx` is undefined.
 */
export function softmaxCrossEntropy(
  floats: Floats,
  ints: Int32Array,
  x: number,
  targets: number,
  rows: number,
  columns: number,
  losses: number,
  dx: number | undefined,
): void {
  for (let r = 0; r < rows; r++) {
    const from = x + r * columns;
    const target = ints[targets + r] as number;
    if (target < 0) {
      floats[losses + r] = 0;
      if (dx !== undefined) floats.fill(0, dx + r * columns, dx + (r + 1) * columns);
      continue;
    }
    const largest = maximum(floats, from, columns);
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += Math.exp((floats[from + j] as number) - largest);
    floats[losses + r] = Math.log(sum) + (largest - (floats[from + target] as number));
    if (dx === undefined) continue;
    for (let j = 0; j < columns; j++) {
      const probability = Math.exp((floats[from + j] as number) - largest) / sum;
      floats[dx + r * columns + j] = j === target ? probability - 1 : probability;
    }
  }
}
