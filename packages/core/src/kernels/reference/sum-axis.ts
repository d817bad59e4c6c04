import type { Floats } from '../../memory/linear-memory.js';

/**
 * `y[o, i] = Σ_a x[o, a, i]`, or `+=` if `accumulate`, summed in double precision. x: [outer, axis, inner], y: [outer, inner]. `x` and
 * `y` are indices in `floats`. Its gradient is `spreadAxis`.
 */
export function sumAxis(
  floats: Floats,
  x: number,
  outer: number,
  axis: number,
  inner: number,
  y: number,
  accumulate: boolean,
): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const target = y + o * inner + i;
      let sum = accumulate ? (floats[target] as number) : 0;
      for (let a = 0; a < axis; a++) sum += floats[x + (o * axis + a) * inner + i] as number;
      floats[target] = sum;
    }
  }
}

/** `y[o, a, i] = scale * x[o, i]`, or `+=` if `accumulate`: the gradient of `sumAxis`, as `sumAxis` is its own. */
export function spreadAxis(
  floats: Floats,
  x: number,
  outer: number,
  axis: number,
  inner: number,
  scale: number,
  y: number,
  accumulate: boolean,
): void {
  let target = y;
  for (let o = 0; o < outer; o++) {
    for (let a = 0; a < axis; a++) {
      for (let i = 0; i < inner; i++) {
        const value = scale * (floats[x + o * inner + i] as number);
        floats[target] = accumulate ? (floats[target] as number) + value : value;
        target++;
      }
    }
  }
}
