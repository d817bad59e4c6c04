import type { Floats } from '../../memory/linear-memory.js';

/** `Σ_i x[i]²` in double precision. x: [length], from index `x` in `floats` on. */
export function sumOfSquares(floats: Floats, x: number, length: number): number {
  let sum = 0;
  for (let i = x; i < x + length; i++) sum += (floats[i] as number) ** 2;
  return sum;
}
