import type { Floats } from '../../memory/linear-memory.js';
import { f32, f32x4, f64 } from '../../wasm/instructions.js';
import type { Linker } from '../../wasm/linker.js';
import { type Rounding, VectorMath } from '../../wasm/simd-math/vector-math.js';
import { bytesOf, generatedKernel, repeat } from './generated-kernel.js';
import { familyOfRows } from './of-rows.js';
import { exponentialsOfRow, largestOfRow, maximum, scaleRow } from './row-steps.js';
import { sweep } from './sweep.js';
import { WideSum } from './wide-sum.js';

/**
 * Softmax, stable. Forward: `y[r, :] = softmax(x[r, :])`; backward:
 * `dx[r, j] += y[r, j] (dy[r, j] - Σ_k dy[r, k] y[r, k])`.
 */
export const softmaxKernels = familyOfRows(
  'softmax',
  { forward: softmax, backward: softmaxGradient },
  ({ linker, rounding }) => ({ forward: forward(linker, rounding), backward: backward(linker, rounding) }),
);

/**
 * `y[r, j] = exp(x[r, j]) / Σ_k exp(x[r, k])`, with the largest of a row subtracted first, so that
 * nothing overflows. x, y: [rows, columns]; both are indices in `floats`, and may be equal.
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

function forward(linker: Linker, rounding: Rounding) {
  const parameters = { x: 'i32', rows: 'i32', columns: 'i32', y: 'i32' } as const;
  return generatedKernel(linker, parameters, (f, { x, rows, columns, y }) => {
    const bytes = bytesOf(f, columns);
    repeat(f, rows, () => {
      const largest = largestOfRow(f, x, bytes);
      const sum = exponentialsOfRow(new VectorMath(f, rounding), x, bytes, largest, y);
      f.increment(x, bytes.get);
      scaleRow(f, y, bytes, f32x4.splat(f32.demote(f64.div(f64.const(1), sum.total))));
    });
  });
}

function backward(linker: Linker, rounding: Rounding) {
  const parameters = { y: 'i32', dy: 'i32', rows: 'i32', columns: 'i32', dx: 'i32' } as const;
  return generatedKernel(linker, parameters, (f, { y, dy, rows, columns, dx }) => {
    const v = new VectorMath(f, rounding);
    const bytes = bytesOf(f, columns);
    const sum = new WideSum(f);
    repeat(f, rows, () => {
      sum.clear();
      const [yPointer, dyPointer] = [f.let('i32', y.get), f.let('i32', dy.get)];
      sweep(f, [yPointer, dyPointer], bytes, ({ load }) =>
        sum.add(f32x4.mul(load(yPointer), load(dyPointer))),
      );
      const mean = v.let(sum.lanes);
      sweep(f, [y, dy, dx], bytes, ({ load, store }) => {
        store(dx, v.madd(load(y), f32x4.sub(load(dy), mean), load(dx)));
      });
    });
  });
}
